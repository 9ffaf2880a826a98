namespace Polymasq.Protocols.Dhcp4;

/// <summary>Option 52 (RFC 2132 §9.3): which fields of the fixed part hold options. The wire's values are these bits.</summary>
[Flags]
internal enum OptionOverload : byte
{
    None = 0,
    File = 1,
    ServerName = 2,
}
