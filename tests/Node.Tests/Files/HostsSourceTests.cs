using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.LocalNames;
using Polymasq.Node.Files;

namespace Polymasq.Node.Tests.Files;

public sealed class HostsSourceTests : IDisposable
{
    private readonly FilesFixture _files = new();
    private readonly HostsSource _source;
    private readonly Ear<LocalNamesMessage> _ear;

    public HostsSourceTests()
    {
        _source = new HostsSource(static files => new LocalNamesMessage.HostsRead(files), _files.Watcher, TimeProvider.System, NullLogger.Instance);
        _ear = _files.Spawn<LocalNamesMessage>();
    }

    [Fact]
    public void A_file_is_told_when_it_appears_when_it_changes_and_when_it_goes()
    {
        Follow("hosts");
        Assert.NotEmpty(Only(Next()).Trouble);

        _files.Write("hosts", "one");
        Expect("hosts", "one");
        _files.Write("hosts", "two");
        Expect("hosts", "two");
        _files.Replace("hosts", "three");
        Expect("hosts", "three");
        File.Delete(_files.At("hosts"));
        _ear.Until(message => Only(Files(message)).Trouble.Length > 0);
    }

    [Fact]
    public void Files_of_a_folder_come_in_the_order_of_their_names_and_only_those_that_are_hosts_files()
    {
        Directory.CreateDirectory(_files.At("hosts.d/inner"));
        foreach (string name in (string[])["b", "a", "C", ".hidden", "a~", "#a#"]) _files.Write($"hosts.d/{name}", name);
        _files.Write("hosts", "first");
        Follow("hosts", "hosts.d");

        Assert.Equal(["first", "C", "a", "b"], Next().Select(file => file.Text));
    }

    [Fact]
    public void A_folder_that_gains_and_loses_a_file_is_told()
    {
        Directory.CreateDirectory(_files.At("hosts.d"));
        Follow("hosts.d");
        Assert.Empty(Next());

        _files.Write("hosts.d/one", "x");
        _ear.Until(message => Files(message) is [{ Text: "x", Trouble: "" }]);
        File.Delete(_files.At("hosts.d/one"));
        _ear.Until(message => Files(message).IsEmpty);
    }

    [Fact]
    public void A_folder_that_appears_is_told()
    {
        Follow("hosts.d");
        Assert.NotEmpty(Only(Next()).Trouble);
        Directory.CreateDirectory(_files.At("hosts.d"));
        _files.Write("hosts.d/one", "x");
        _ear.Until(message => Files(message) is [{ Text: "x" }]);
    }

    [Fact]
    public void A_link_is_told_when_it_is_switched_and_when_its_target_changes()
    {
        _files.Write("a", "one");
        _files.Write("b", "two");
        _files.Link("hosts", "a");
        Follow("hosts");
        Assert.Equal("one", Only(Next()).Text);

        _files.Link("hosts", "b");
        Expect("hosts", "two");
        _files.Write("b", "three");
        Expect("hosts", "three");
    }

    [Fact]
    public void What_a_link_in_a_folder_points_to_is_followed_too()
    {
        Directory.CreateDirectory(_files.At("hosts.d"));
        Directory.CreateDirectory(_files.At("far"));
        _files.Link("hosts.d/link", "../far/away");
        Follow("hosts.d");
        Assert.NotEmpty(Only(Next()).Trouble);

        _files.Write("far/away", "one");
        Expect("hosts.d/link", "one");
        _files.Write("far/away", "two");
        Expect("hosts.d/link", "two");
        _files.Write("far/other", "three");
        _files.Link("hosts.d/second", "../far/other"); // one more, seen while running
        _ear.Until(message => Files(message) is [{ Text: "two" }, { Text: "three" }]);
        _files.Write("far/other", "four");
        _ear.Until(message => Files(message) is [{ Text: "two" }, { Text: "four" }]);
    }

    [Fact]
    public void To_follow_the_same_paths_again_reads_and_tells_again()
    {
        _files.Write("hosts", "one");
        Follow("hosts");
        Assert.Equal("one", Only(Next()).Text);
        Follow("hosts");
        Assert.Equal("one", Only(Next()).Text);
        _files.Write("hosts", "two");
        Expect("hosts", "two");
    }

    [Fact]
    public void To_follow_other_paths_drops_the_former_ones()
    {
        _files.Write("old", "old");
        _files.Write("new", "new");
        Follow("old");
        Assert.Equal("old", Only(Next()).Text);
        Follow("new");
        Assert.Equal("new", Only(Next()).Text);

        using ManualResetEventSlim seen = new();
        using IDisposable witness = _files.Watcher.Watch([_files.At("old")], seen.Set);
        _files.Write("old", "older");
        Assert.True(seen.Wait(TimeSpan.FromMinutes(1)));
        _files.Replace("new", "newer");
        Assert.Equal("newer", Only(Next()).Text); // nothing came between
    }

    [Fact]
    public void The_last_state_is_told_although_the_mailbox_was_full()
    {
        _files.Write("hosts", "one");
        FullMailbox full = new(_ear.Address, refusals: 3) { OnLastRefusal = () => File.Delete(_files.At("hosts")) };
        _source.Follow([_files.At("hosts")], full);
        _ear.Until(message => Only(Files(message)).Trouble.Length > 0);
    }

    [Fact]
    public void Nothing_is_told_after_its_end()
    {
        _files.Write("hosts", "one");
        Follow("hosts");
        Next();
        _source.Dispose();
        using ManualResetEventSlim seen = new();
        using IDisposable witness = _files.Watcher.Watch([_files.At("hosts")], seen.Set);
        _files.Write("hosts", "two");
        Assert.True(seen.Wait(TimeSpan.FromMinutes(1)));
        Follow("hosts");
        Assert.Empty(_ear.Heard);
    }

    private void Follow(params string[] names) => _source.Follow([.. names.Select(_files.At)], _ear.Address);

    private ImmutableArray<HostsFile> Next() => Files(_ear.Next());

    private void Expect(string name, string text) =>
        _ear.Until(message => Files(message).Any(file => file == new HostsFile(_files.At(name), text)));

    private static ImmutableArray<HostsFile> Files(LocalNamesMessage message) =>
        Assert.IsType<LocalNamesMessage.HostsRead>(message).Files;

    private static HostsFile Only(ImmutableArray<HostsFile> files) => Assert.Single(files);

    public void Dispose()
    {
        _source.Dispose();
        _files.Dispose();
    }

    /// <summary>An actor whose mailbox is full for a while.</summary>
    private sealed class FullMailbox(IActorRef<LocalNamesMessage> behind, int refusals) : IActorRef<LocalNamesMessage>
    {
        private int _left = refusals;

        public required Action OnLastRefusal { get; init; }

        public ActorPath Path => behind.Path;

        public bool IsTerminated => false;

        public bool TryTell(in LocalNamesMessage message)
        {
            if (_left == 0) return behind.TryTell(message);
            if (--_left == 0) OnLastRefusal();
            return false;
        }

        public void Tell(in LocalNamesMessage message) => TryTell(message);

        public void Stop() => behind.Stop();
    }
}
