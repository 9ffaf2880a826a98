using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Configuration.Names;

/// <summary>
/// The fields of a configured record as dnsmasq writes it: divided by commas, quotation marks around what has commas itself. What
/// is wrong is said once, for the first field that is.
/// </summary>
internal sealed class RecordFields
{
    private readonly ConfigurationValue _value;
    private readonly List<string> _fields;
    private readonly string _form;

    /// <param name="value">The text.</param>
    /// <param name="form">How it should look, for the error message.</param>
    public RecordFields(ConfigurationValue value, string form)
    {
        (_value, _form) = (value, form);
        _fields = Split(value.Text(form));
        IsGood = true;
    }

    public bool IsGood { get; private set; }

    public int Count => _fields.Count;

    public bool Has(int at) => at < _fields.Count && _fields[at].Length > 0;

    public string Text(int at) => at < _fields.Count ? _fields[at] : "";

    public string Last => _fields[^1];

    public void RemoveLast() => _fields.RemoveAt(_fields.Count - 1);

    /// <summary>A name as octets in lower case.</summary>
    public ImmutableArray<byte> Name(int at) => NameOf(Text(at));

    public ImmutableArray<byte> NameOf(string text)
    {
        byte[]? wire = text.Length == 0 ? null : DnsNameText.ToLowerWire(text);
        if (wire is null) Wrong($"'{text}' is no domain name");
        return wire is null ? [0] : [.. wire];
    }

    /// <summary>A name that people have given a service (RFC 6763 §4.1.1): blanks are welcome, and letters of any script, which are UTF-8.</summary>
    public ImmutableArray<byte> InstanceName(int at) => NameOf(EscapeInstance(Text(at)));

    public static string EscapeInstance(string text)
    {
        StringBuilder escaped = new();
        foreach (byte octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is (byte)' ' or >= 0x80) escaped.Append(CultureInfo.InvariantCulture, $"\\{octet:D3}");
            else escaped.Append((char)octet);
        }

        return escaped.ToString();
    }

    /// <summary>A number; <paramref name="missing"/> when the field is not there.</summary>
    public int Number(int at, int max, int missing)
    {
        if (!Has(at)) return missing;
        if (int.TryParse(Text(at), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= max) return number;
        Wrong($"'{Text(at)}' is not a whole number from 0 to {max}");
        return missing;
    }

    public IPAddress? Address(int at)
    {
        if (AddressText.TryParse(Text(at), out IPAddress address)) return address;
        Wrong($"'{Text(at)}' is no address");
        return null;
    }

    /// <summary>Takes a time to live, in seconds, from the end, if the last field is a number.</summary>
    public int? TakeTtl()
    {
        if (_fields.Count < 2 || !int.TryParse(Last, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)) return null;
        RemoveLast();
        return seconds;
    }

    public void Need(int fields)
    {
        if (_fields.Count < fields) Wrong("there is something missing");
    }

    public void Wrong(string what)
    {
        if (IsGood) _value.Wrong($"{_value.What()}: {what}; the form is {_form}");
        IsGood = false;
    }

    private static List<string> Split(string text)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool isQuoted = false;
        foreach (char letter in text)
        {
            if (letter == '"') isQuoted = !isQuoted;
            else if (letter == ',' && !isQuoted) Close();
            else field.Append(letter);
        }
        Close();
        return fields;

        void Close()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
