namespace Polymasq.Protocols.Dhcp4.Options;

/// <summary>An option as configured: its number and its bytes on the wire, ready to be sent. Immutable.</summary>
public sealed class OptionValue
{
    /// <summary>Bytes a configured value may have: more can't share a message of 1500 bytes with the rest.</summary>
    public const int LengthMax = 1024;

    private readonly byte[] _data;

    internal OptionValue(OptionDefinition definition, byte[] data)
    {
        Definition = definition;
        _data = data;
        NamesOurselves = definition.Kind is OptionKind.Address or OptionKind.Addresses && HasZeroAddress(data);
    }

    public OptionDefinition Definition { get; }

    public OptionCode Code => Definition.Code;

    /// <summary>Empty if the option was configured as an empty list: then it is not sent, not even with its default.</summary>
    public ReadOnlySpan<byte> Data => _data;

    /// <summary>True if one of the addresses is 0.0.0.0, in whose place our own address on the client's subnet is sent.</summary>
    public bool NamesOurselves { get; }

    /// <summary>Reads an option from the configuration.</summary>
    /// <param name="nameOrNumber">A name of <see cref="OptionTable"/>, or a number from 1 to 254.</param>
    /// <param name="values">The values as text. An empty list means that the option is not to be sent.</param>
    /// <param name="value">Set if the result is true.</param>
    /// <param name="error">If not: what is wrong and what is allowed, for the operator.</param>
    public static bool TryParse(string nameOrNumber, IReadOnlyList<string> values, out OptionValue? value, out string? error)
    {
        value = null;
        if (!OptionTable.TryFind(nameOrNumber, out OptionDefinition definition))
        {
            error = $"no option is called '{nameOrNumber}'; allowed are names such as router, dns-server, ntp-server, and numbers from 1 to 254";
            return false;
        }

        if (definition.Kind == OptionKind.Server)
        {
            error = $"option {(byte)definition.Code} ({definition.Name}) is set by the server itself and can't be configured";
            return false;
        }

        OptionBytes bytes = new();
        error = values.Count == 0 ? null : OptionParser.Parse(definition.Kind, values, bytes);
        if (error is null && bytes.Length > LengthMax) error = $"the value has {bytes.Length} bytes; allowed are {LengthMax}";
        if (error is not null) error = $"option {(byte)definition.Code} ({definition.Name}): {error}";
        else value = new OptionValue(definition, bytes.ToArray());
        return error is null;
    }

    private static bool HasZeroAddress(byte[] data)
    {
        for (int at = 0; at + Ipv4Address.Size <= data.Length; at += Ipv4Address.Size)
            if (Ipv4Address.Read(data.AsSpan(at)).IsNone) return true;
        return false;
    }
}
