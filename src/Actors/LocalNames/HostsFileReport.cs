namespace Polymasq.Actors.LocalNames;

/// <summary>What came of reading one hosts file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Names">Names that were new in it.</param>
/// <param name="BadLines">Lines that were not understood as a whole; what was understood of them counts.</param>
/// <param name="FirstBadLine">The number of the first of them, from 1; 0 when there is none.</param>
/// <param name="Trouble">Why the file could not be read, or not to its end; empty when it could.</param>
public sealed record HostsFileReport(string Path, int Names, int BadLines, int FirstBadLine, string Trouble);
