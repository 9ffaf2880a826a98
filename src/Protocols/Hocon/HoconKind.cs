namespace Polymasq.Protocols.Hocon;

/// <summary>The types a value can have: those of JSON.</summary>
public enum HoconKind : byte { Null, Boolean, Number, String, List, Object }
