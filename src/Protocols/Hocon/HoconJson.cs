using System.Globalization;
using System.Text;

namespace Polymasq.Protocols.Hocon;

/// <summary>Writes resolved values as JSON: compact, keys in their own order, numbers as they were written.</summary>
public static class HoconJson
{
    public static string Render(HoconValue value)
    {
        StringBuilder text = new();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, HoconValue value)
    {
        switch (value)
        {
            case HoconScalar { Kind: HoconKind.String } scalar:
                WriteString(text, scalar.Text);
                break;
            case HoconScalar scalar:
                text.Append(scalar.Text);
                break;
            case HoconList list:
                WriteList(text, list);
                break;
            case HoconObject obj:
                WriteObject(text, obj);
                break;
        }
    }

    private static void WriteList(StringBuilder text, HoconList list)
    {
        text.Append('[');
        for (int i = 0; i < list.Items.Count; i++)
        {
            if (i > 0) text.Append(',');
            Write(text, list.Items[i]);
        }

        text.Append(']');
    }

    private static void WriteObject(StringBuilder text, HoconObject obj)
    {
        text.Append('{');
        bool isFirst = true;
        foreach ((string key, HoconMember member) in obj.Members)
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            WriteString(text, key);
            text.Append(':');
            Write(text, member.Value);
        }

        text.Append('}');
    }

    internal static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            switch (c)
            {
                case '"' or '\\': text.Append('\\').Append(c); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                default: WriteCharacter(text, value, i); break;
            }
        }

        text.Append('"');
    }

    // Controls and halves of surrogate pairs have no UTF-8 form or no visible one, so they are escaped.
    private static void WriteCharacter(StringBuilder text, string value, int index)
    {
        char c = value[index];
        bool isPaired = (char.IsHighSurrogate(c) && index + 1 < value.Length && char.IsLowSurrogate(value[index + 1]))
            || (char.IsLowSurrogate(c) && index > 0 && char.IsHighSurrogate(value[index - 1]));
        if (char.IsControl(c) || (char.IsSurrogate(c) && !isPaired)) text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        else text.Append(c);
    }
}
