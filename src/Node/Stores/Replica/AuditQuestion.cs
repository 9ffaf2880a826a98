using System.Globalization;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Stores.Replica;

/// <summary>Which events of a gateway's audit another one asks for, as the name that says so.</summary>
/// <param name="From">The first revision.</param>
/// <param name="To">The last one.</param>
/// <param name="Skip">Events of the first revision that are not wanted, because an answer before this one had them.</param>
internal readonly record struct AuditQuestion(long From, long To, int Skip)
{
    private const int Labels = 3; // before the suffix

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From}.{To}.{Skip}.{AuditTransfer.Suffix}");

    /// <summary>False if it is no such name, or asks for nothing that can be.</summary>
    public static bool TryParse(string name, out AuditQuestion question)
    {
        question = default;
        string[] parts = name.Split('.', Labels + 1);
        if (parts.Length != Labels + 1 || !parts[Labels].Equals(AuditTransfer.Suffix, StringComparison.OrdinalIgnoreCase)) return false;
        bool isRead = long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long from)
            & long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long to)
            & int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int skip);
        if (!isRead || from < 1 || to < from || to > ReplicaOrdinal.RevisionMax) return false;
        question = new AuditQuestion(from, to, skip);
        return true;
    }
}
