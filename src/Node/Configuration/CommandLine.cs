namespace Polymasq.Node.Configuration;

/// <summary>
/// What polymasqd was started with. Read by hand: five flags, and a library for them would cost a tenth of the time until
/// the first answer.
/// </summary>
/// <param name="ConfigFile">--config; null for the default file.</param>
/// <param name="Overrides">--set KEY=VALUE, in order; keys below polymasq.</param>
/// <param name="Check">--check: print the sockets that would be opened and end.</param>
/// <param name="TestClock">--test-clock.</param>
/// <param name="Wanted">What is to be printed instead of serving: help or the version.</param>
internal sealed record CommandLine(
    string? ConfigFile, IReadOnlyList<(string Key, string Value)> Overrides, bool Check, string? TestClock, CommandLine.Print Wanted)
{
    public const string Usage = """
        Usage: polymasqd [--config FILE] [--set KEY=VALUE]... [--check] [--test-clock FILE]

        Serves DNS and DHCP in the foreground and logs to standard error.

          --config FILE      the configuration, HOCON; otherwise /etc/polymasq/polymasq.conf and /etc/polymasq/conf.d/*.conf
          --set KEY=VALUE    a key below polymasq, over what the files say, as in --set dns.port=5353; may be repeated
          --check            says what is wrong with the configuration, or prints the sockets it would open, and ends
          --test-clock FILE  TTLs, leases and signatures see the time @YYYY-MM-DD HH:MM:SS (UTC) that the file holds
          --version          prints the version
          --help             prints this

        Exit codes: 0 done, 1 failed, 2 usage. Signals: TERM and INT stop, HUP reads configuration and hosts files again.
        """;

    internal enum Print
    {
        Nothing,
        Help,
        Version,
    }

    /// <summary>Null, and what is wrong, when the arguments make no sense.</summary>
    public static CommandLine? Parse(IReadOnlyList<string> arguments, out string wrong)
    {
        string? config = null;
        string? clock = null;
        List<(string, string)> overrides = [];
        bool check = false;
        Print wanted = Print.Nothing;
        for (int at = 0; at < arguments.Count; at++)
        {
            (string flag, string? value) = Split(arguments[at]);
            if (flag is "--config" or "-c" or "--set" or "--test-clock")
            {
                value ??= ++at < arguments.Count ? arguments[at] : null;
                if (value is null) return Fail($"{flag} needs a value", out wrong);
                int equals = value.IndexOf('=', StringComparison.Ordinal);
                if (flag == "--set" && equals <= 0) return Fail($"--set takes KEY=VALUE, not '{value}'", out wrong);
                if (flag == "--set") overrides.Add((value[..equals], value[(equals + 1)..]));
                else if (flag == "--test-clock") clock = value;
                else config = value;
            }
            else if (value is null && flag == "--check") check = true;
            else if (value is null && flag == "--version") wanted = Print.Version;
            else if (value is null && flag is "--help" or "-h") wanted = Print.Help;
            else return Fail($"'{arguments[at]}' is not understood", out wrong);
        }

        wrong = "";
        return new CommandLine(config, overrides, check, clock, wanted);
    }

    private static CommandLine? Fail(string what, out string wrong)
    {
        wrong = what;
        return null;
    }

    /// <summary>--flag=value counts as --flag value.</summary>
    private static (string Flag, string? Value) Split(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        return argument.StartsWith("--", StringComparison.Ordinal) && equals > 0 ? (argument[..equals], argument[(equals + 1)..]) : (argument, null);
    }
}
