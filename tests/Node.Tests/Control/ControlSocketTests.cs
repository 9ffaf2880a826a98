using System.Net;
using System.Net.Sockets;
using Polymasq.Node.Control;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Tests.Control;

public sealed class ControlSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polymasq-control-").FullName;

    private string SocketPath => Path.Combine(_folder, "a", "b", "control.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Its_folder_is_made_and_only_its_user_and_group_may_call()
    {
        using Socket socket = ControlSocket.Listen(SocketPath);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(SocketPath));
        Connect(SocketPath);
    }

    [Fact]
    public void A_socket_that_nobody_answers_on_is_replaced()
    {
        LeaveStaleSocket();

        using Socket socket = ControlSocket.Listen(SocketPath);
        Connect(SocketPath);
        Assert.Equal([SocketPath], Directory.GetFiles(Path.GetDirectoryName(SocketPath)!));
    }

    [Fact]
    public void A_socket_that_somebody_answers_on_stays_and_is_named()
    {
        using Socket first = ControlSocket.Listen(SocketPath);

        IOException refused = Assert.Throws<IOException>(() => ControlSocket.Listen(SocketPath));
        Assert.Contains(SocketPath, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another polymasqd answers", refused.Message, StringComparison.Ordinal);
        Connect(SocketPath);
    }

    [Fact]
    public void A_file_that_is_no_socket_stays_where_it_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(SocketPath)!);
        File.WriteAllText(SocketPath, "dear diary");

        IOException refused = Assert.Throws<IOException>(() => ControlSocket.Listen(SocketPath));
        Assert.Contains("is not a socket", refused.Message, StringComparison.Ordinal);
        Assert.Equal("dear diary", File.ReadAllText(SocketPath));
    }

    [Fact]
    public void A_path_that_cannot_be_is_named_with_the_reason()
    {
        string path = Path.Combine(_folder, new string('x', 120));

        IOException refused = Assert.Throws<IOException>(() => ControlSocket.Listen(path));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("control.socket", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_servers_do_not_share_a_socket_and_the_second_one_leaves_the_first_one_alone()
    {
        await using ControlFixture control = await ControlFixture.Start(TestCommand.Echo());
        await using (ControlServer second = new(new ControlEndpoints(control.Socket, null, ""), [], static () => new ReadyReport(true, []), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance))
            await Assert.ThrowsAsync<IOException>(() => second.Start(TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.OK, (await control.Get("/v1/test/do")).Status);
    }

    private void LeaveStaleSocket()
    {
        // Moved away before it is closed, or closing would delete it: so does a process that is killed leave it.
        Directory.CreateDirectory(Path.GetDirectoryName(SocketPath)!);
        using Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        dead.Bind(new UnixDomainSocketEndPoint(SocketPath + ".tmp"));
        dead.Listen();
        File.Move(SocketPath + ".tmp", SocketPath);
    }

    private static void Connect(string path)
    {
        using Socket caller = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        caller.Connect(new UnixDomainSocketEndPoint(path));
    }
}
