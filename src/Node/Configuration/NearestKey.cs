namespace Polymasq.Node.Configuration;

/// <summary>Finds the key that somebody may have meant.</summary>
internal static class NearestKey
{
    /// <summary>The known key with the fewest letters to change, or null when none is near: more than a third of it would change.</summary>
    public static string? Of(string unknown, IEnumerable<string> known)
    {
        (string Key, int Changes) best = known
            .Select(key => (Key: key, Changes: Changes(unknown, key)))
            .DefaultIfEmpty((Key: "", Changes: int.MaxValue))
            .MinBy(candidate => candidate.Changes);
        return best.Changes <= Math.Max(1, best.Key.Length / 3) ? best.Key : null;
    }

    /// <summary>Damerau and Levenshtein's distance: letters put in, left out, exchanged, or two neighbours swapped.</summary>
    private static int Changes(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                bool same = from[i - 1] == to[j - 1];
                int best = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (same ? 0 : 1));
                bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                cost[i, j] = swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
            }
        }

        return cost[from.Length, to.Length];
    }
}
