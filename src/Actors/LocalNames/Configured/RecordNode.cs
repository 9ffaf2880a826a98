using System.Collections.Immutable;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>All configured records of one name.</summary>
internal sealed class RecordNode(ImmutableArray<ConfiguredRecord> records)
{
    public ImmutableArray<ConfiguredRecord> Records { get; } = records;

    /// <summary>The name is an alias; null if it is none.</summary>
    public ConfiguredRecord? Alias { get; } = records.FirstOrDefault(static record => record.Type == RecordType.CNAME);

    /// <summary>Its addresses are ours to tell, also that it has none of a family.</summary>
    public bool HasAddresses { get; } = records.Any(static record => record.Type is RecordType.A or RecordType.AAAA);

    public bool Has(RecordType type)
    {
        if (Alias is not null || type == RecordType.ANY) return true;
        foreach (ConfiguredRecord record in Records)
        {
            if (record.Type == type) return true;
        }
        return false;
    }
}
