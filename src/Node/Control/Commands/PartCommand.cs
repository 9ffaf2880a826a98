namespace Polymasq.Node.Control.Commands;

/// <summary>A command of a part that may not be there, or not yet: DHCP is started when its first subnet is configured.</summary>
/// <param name="noun">Of the command.</param>
/// <param name="verb">Of the command.</param>
/// <param name="isChange">Of the command.</param>
/// <param name="parameters">Of the command.</param>
/// <param name="part">Makes the command of the part; null while the part is not there.</param>
/// <param name="otherwise">What the caller is told while it is not there, and what to do about it.</param>
internal sealed class PartCommand(
    string noun, string verb, bool isChange, IReadOnlyList<string> parameters, Func<IControlCommand?> part, (string Error, string Hint) otherwise) : IControlCommand
{
    private const int NotThere = 409; // Conflict: the configuration is against it

    private IControlCommand? _command;

    public string Noun => noun;

    public string Verb => verb;

    public bool IsChange => isChange;

    public IReadOnlyList<string> Parameters => parameters;

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        IControlCommand? command = Volatile.Read(ref _command) ?? part();
        if (command is null) throw new ControlException(NotThere, otherwise.Error, otherwise.Hint);
        Volatile.Write(ref _command, command);
        return command.Handle(arguments, cancellation);
    }
}
