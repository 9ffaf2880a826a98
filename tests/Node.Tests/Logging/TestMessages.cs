using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Tests.Logging;

/// <summary>Messages as the product's own are made.</summary>
internal static partial class TestMessages
{
    [LoggerMessage(9001, LogLevel.Information, "line {Number}")]
    public static partial void Line(ILogger log, int number);

    [LoggerMessage(9002, LogLevel.Error, "gave {Address} up")]
    public static partial void GaveUp(ILogger log, string address, Exception? failure);
}
