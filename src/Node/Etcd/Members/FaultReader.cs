using System.Net;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Etcd.Members;

/// <summary>Tells faults apart, by what the system threw and by the gRPC code and text that etcd answers with.</summary>
internal static class FaultReader
{
    private const int TextMax = 200; // characters of what is no answer of etcd

    // Codes of gRPC.
    private const int DeadlineExceeded = 4;
    private const int NotFound = 5;
    private const int PermissionDenied = 7;
    private const int ResourceExhausted = 8;
    private const int FailedPrecondition = 9;
    private const int OutOfRange = 11;
    private const int Unavailable = 14;
    private const int Unauthenticated = 16;
    private const int InvalidArgument = 3;

    /// <param name="wasSent">Some of the request had been written to the connection.</param>
    public static EtcdFault Of(Exception failure, bool wasSent)
    {
        if (InnerOf<AuthenticationException>(failure) is { } untrusted) return new EtcdFault(FaultKind.Untrusted, untrusted.Message, false);
        string text = (failure.InnerException ?? failure).Message;
        bool isSilent = wasSent || failure is OperationCanceledException;
        return new EtcdFault(isSilent ? FaultKind.Silent : FaultKind.NotReached, failure is OperationCanceledException ? "no answer in time" : text, wasSent);
    }

    /// <summary>Of an answer whose status is not 200.</summary>
    public static EtcdFault Of(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        if (!TryReadError(body, out int code, out string text))
        {
            string what = Encoding.UTF8.GetString(body[..Math.Min(body.Length, TextMax)]).Trim();
            return new EtcdFault(FaultKind.NotEtcd, $"{(int)status} {what}", (int)status >= 500);
        }
        return code switch
        {
            Unauthenticated => new EtcdFault(FaultKind.TokenOver, text, false),
            InvalidArgument when Says(text, "user name is empty") || Says(text, "revision of auth store is old") => new EtcdFault(FaultKind.TokenOver, text, false),
            InvalidArgument when Says(text, "authentication failed") => new EtcdFault(FaultKind.WrongUser, text, false),
            PermissionDenied => new EtcdFault(FaultKind.Forbidden, text, false),
            ResourceExhausted when Says(text, "space exceeded") => new EtcdFault(FaultKind.NoSpace, text, true), // the write that uses it up is made and refused
            ResourceExhausted => new EtcdFault(FaultKind.NoQuorum, text, false), // too many requests: it cannot keep up
            NotFound when Says(text, "lease") => new EtcdFault(FaultKind.LeaseNotFound, text, false),
            FailedPrecondition when Says(text, "lease already exists") => new EtcdFault(FaultKind.LeaseExists, text, false),
            OutOfRange when Says(text, "compacted") => new EtcdFault(FaultKind.Compacted, text, false),
            Unavailable when Says(text, "no leader") => new EtcdFault(FaultKind.NoQuorum, text, false),
            Unavailable => new EtcdFault(FaultKind.NoQuorum, text, true), // timed out, leader changed, server stopped
            InvalidArgument or NotFound or FailedPrecondition or OutOfRange => new EtcdFault(FaultKind.Refused, text, false),
            DeadlineExceeded => new EtcdFault(FaultKind.Silent, text, true),
            _ => new EtcdFault(FaultKind.NoQuorum, text, true),
        };
    }

    private static bool Says(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    private static bool TryReadError(ReadOnlySpan<byte> body, out int code, out string text)
    {
        (code, text) = (0, "");
        try
        {
            Utf8JsonReader json = EtcdResponses.Begin(body);
            while (EtcdJson.NextProperty(ref json, out ReadOnlySpan<byte> name))
            {
                // A stream's error is an object inside the object, read as if its properties stood outside.
                if (name.SequenceEqual("error"u8) && json.TokenType == JsonTokenType.StartObject) continue;
                if (name.SequenceEqual("message"u8)) text = json.GetString() ?? "";
                else if (name.SequenceEqual("code"u8) || name.SequenceEqual("grpc_code"u8)) code = json.GetInt32();
                else json.Skip();
            }
            return code != 0;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private static T? InnerOf<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
            if (failure is T found) return found;
        return null;
    }
}
