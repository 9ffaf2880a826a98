namespace Polymasq.Node.Stores;

/// <summary>
/// A store cannot be used as it is: foreign, corrupt, newer than this program, or in use. Nothing in it was changed. The
/// message names the path and what to do.
/// </summary>
internal sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);
