using System.Collections.Immutable;
using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>Asks a shard for a page of its entries, in no order. A page looks at a part of the table only, so that no query waits for it.</summary>
/// <param name="Cursor">0, then what the page before gave.</param>
/// <param name="Name">On the wire in lower case: only entries of this name; null for all.</param>
/// <param name="ReplyTo">Gets the page.</param>
public sealed record CacheShow(int Cursor, byte[]? Name, ReplyTo<CachePage> ReplyTo);

/// <summary>Asks a shard to forget the entries of a name, page by page as <see cref="CacheShow"/>.</summary>
/// <param name="Cursor">0, then what the page before gave.</param>
/// <param name="Name">On the wire in lower case; null for all, which takes one page.</param>
/// <param name="ReplyTo">Gets how many were forgotten, and whether there is more to look at.</param>
public sealed record CacheFlush(int Cursor, byte[]? Name, ReplyTo<CacheFlushed> ReplyTo);

/// <param name="Entries">What was found on this page, perhaps nothing.</param>
/// <param name="Next">Where the next page begins; null when this was the last.</param>
public sealed record CachePage(ImmutableArray<CacheEntryInfo> Entries, int? Next);

/// <param name="Removed">Entries.</param>
/// <param name="Next">Where the next page begins; null when this was the last.</param>
public sealed record CacheFlushed(int Removed, int? Next);

/// <summary>A cached response, for people to look at.</summary>
/// <param name="Name">Of the question, as text without the final dot.</param>
/// <param name="Type">Of the question.</param>
/// <param name="Class">Of the question.</param>
/// <param name="Kind">What the response says.</param>
/// <param name="TtlSeconds">For how long it is still good; negative when it is kept only as a stale answer.</param>
/// <param name="StaleSeconds">For how long it is given out without asking although it has expired, since upstream fails; null when it is not.</param>
/// <param name="IsDnssec">Asked with DO: carries signatures.</param>
/// <param name="IsCheckingDisabled">Asked with CD.</param>
/// <param name="Bytes">What it takes in the log.</param>
/// <param name="Changed">What this gateway's settings have made of upstream's answer, in a word; null for nothing.</param>
public sealed record CacheEntryInfo(
    string Name, RecordType Type, RecordClass Class, EntryKind Kind, long TtlSeconds, long? StaleSeconds, bool IsDnssec, bool IsCheckingDisabled, int Bytes, string? Changed = null);
