using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Actors.Dhcp;

/// <summary>Configured options by number, those of a host before its subnet's before all subnets'. Immutable.</summary>
internal sealed class OptionSet
{
    private readonly OptionValue?[] _byCode;

    /// <param name="parent">What holds where <paramref name="values"/> says nothing; null for none.</param>
    public OptionSet(OptionSet? parent, IEnumerable<OptionValue> values)
    {
        _byCode = parent is null ? new OptionValue?[256] : [.. parent._byCode];
        foreach (OptionValue value in values) _byCode[(int)value.Code] = value;
        Configured = [.. _byCode.Where(value => value is not null).Select(value => value!.Code)];
    }

    /// <summary>The numbers of all options in the set, rising.</summary>
    public IReadOnlyList<OptionCode> Configured { get; }

    /// <summary>Null if the option is not configured.</summary>
    public OptionValue? Find(OptionCode code) => _byCode[(int)code];
}
