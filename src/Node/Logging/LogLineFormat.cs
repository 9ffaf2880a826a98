namespace Polymasq.Node.Logging;

/// <summary>How a line looks on standard error.</summary>
internal enum LogLineFormat : byte
{
    /// <summary>Time, level, category, message: for people and files.</summary>
    Text,

    /// <summary>As text, with the level as systemd's journal reads it and without the time, which the journal has itself.</summary>
    Journal,

    /// <summary>One JSON object for each line, with the event's number and its values.</summary>
    Json,
}
