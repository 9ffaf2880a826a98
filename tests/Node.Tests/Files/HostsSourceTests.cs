using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.LocalNames;
using Polymasq.Node.Files;

namespace Polymasq.Node.Tests.Files;

public sealed class HostsSourceTests : IDisposable
{
    private readonly FilesFixture _files = new();
    private readonly HostsSource<ReadText[]> _source;
    private readonly Ear<ReadText[]> _ear;

    public HostsSourceTests()
    {
        _source = new HostsSource<ReadText[]>(_files.Watcher, TimeProvider.System, NullLogger.Instance);
        _ear = _files.Spawn<ReadText[]>();
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
        _ear.Until(message => Only(message).Trouble.Length > 0);
    }

    [Fact]
    public void Files_of_a_folder_come_in_the_order_of_their_names_and_only_those_that_are_hosts_files()
    {
        Directory.CreateDirectory(_files.At("hosts.d/inner"));
        foreach (string name in (string[])["b", "a", "C", ".hidden", "a~", "#a#"]) _files.Write($"hosts.d/{name}", name);
        _files.Write("hosts", "first");
        Follow("hosts", "hosts.d");

        Assert.Equal(["first", "C", "a", "b"], Next().Select(file => file.Lines));
    }

    [Fact]
    public void A_folder_that_gains_and_loses_a_file_is_told()
    {
        Directory.CreateDirectory(_files.At("hosts.d"));
        Follow("hosts.d");
        Assert.Empty(Next());

        _files.Write("hosts.d/one", "x");
        _ear.Until(message => message is [{ Lines: "x", Trouble: "" }]);
        File.Delete(_files.At("hosts.d/one"));
        _ear.Until(message => message.Length == 0);
    }

    [Fact]
    public void A_folder_that_appears_is_told()
    {
        Follow("hosts.d");
        Assert.NotEmpty(Only(Next()).Trouble);
        Directory.CreateDirectory(_files.At("hosts.d"));
        _files.Write("hosts.d/one", "x");
        _ear.Until(message => message is [{ Lines: "x" }]);
    }

    [Fact]
    public void A_link_is_told_when_it_is_switched_and_when_its_target_changes()
    {
        _files.Write("a", "one");
        _files.Write("b", "two");
        _files.Link("hosts", "a");
        Follow("hosts");
        Assert.Equal("one", Only(Next()).Lines);

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
        _ear.Until(message => message is [{ Lines: "two" }, { Lines: "three" }]);
        _files.Write("far/other", "four");
        _ear.Until(message => message is [{ Lines: "two" }, { Lines: "four" }]);
    }

    [Fact]
    public void To_follow_the_same_paths_again_reads_and_tells_again()
    {
        _files.Write("hosts", "one");
        Follow("hosts");
        Assert.Equal("one", Only(Next()).Lines);
        Follow("hosts");
        Assert.Equal("one", Only(Next()).Lines);
        _files.Write("hosts", "two");
        Expect("hosts", "two");
    }

    [Fact]
    public void To_follow_other_paths_drops_the_former_ones()
    {
        _files.Write("old", "old");
        _files.Write("new", "new");
        Follow("old");
        Assert.Equal("old", Only(Next()).Lines);
        Follow("new");
        Assert.Equal("new", Only(Next()).Lines);

        using ManualResetEventSlim seen = new();
        using IDisposable witness = _files.Watcher.Watch([_files.At("old")], seen.Set);
        _files.Write("old", "older");
        Assert.True(seen.Wait(TimeSpan.FromMinutes(1)));
        _files.Replace("new", "newer");
        Assert.Equal("newer", Only(Next()).Lines); // nothing came between
    }

    [Fact]
    public void The_last_state_is_told_although_the_mailbox_was_full()
    {
        _files.Write("hosts", "one");
        FullMailbox full = new(_ear.Address, refusals: 3) { OnLastRefusal = () => File.Delete(_files.At("hosts")) };
        _source.Follow([_files.At("hosts")], static () => new TextIntake(), full);
        _ear.Until(message => Only(message).Trouble.Length > 0);
    }

    [Fact]
    public void What_changed_while_it_was_read_is_read_once_more()
    {
        _files.Write("hosts", "one");
        int readings = 0;
        _source.Follow([_files.At("hosts")], () => new TextIntake { OnLine = _ => ReplaceOnce() }, _ear.Address);
        Expect("hosts", "two");

        void ReplaceOnce()
        {
            if (readings++ == 0) _files.Replace("hosts", "two");
        }
    }

    // A long list whose gateway is told to reload more often than it takes to read is in force all the same.
    [Fact]
    public void What_was_read_is_told_although_the_same_is_asked_for_once_more()
    {
        _files.Write("hosts", "one");
        int readings = 0;
        Func<ILineIntake<ReadText[]>>? intake = null;
        intake = () => new TextIntake { OnLine = _ => FollowOnce() };
        FollowOnce();
        Assert.Equal("one", Only(Next()).Lines);
        Assert.Equal("one", Only(Next()).Lines);
        Assert.Equal(3, readings);

        void FollowOnce()
        {
            if (readings++ < 2) _source.Follow([_files.At("hosts")], intake!, _ear.Address);
        }
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

    private void Follow(params string[] names) => _source.Follow([.. names.Select(_files.At)], static () => new TextIntake(), _ear.Address);

    private ReadText[] Next() => _ear.Next();

    private void Expect(string name, string text) =>
        _ear.Until(message => message.Any(file => file == new ReadText(_files.At(name), text)));

    private static ReadText Only(ReadText[] files) => Assert.Single(files);

    public void Dispose()
    {
        _source.Dispose();
        _files.Dispose();
    }

    /// <summary>An actor whose mailbox is full for a while.</summary>
    private sealed class FullMailbox(IActorRef<ReadText[]> behind, int refusals) : IActorRef<ReadText[]>
    {
        private int _left = refusals;

        public required Action OnLastRefusal { get; init; }

        public ActorPath Path => behind.Path;

        public bool IsTerminated => false;

        public bool TryTell(in ReadText[] message)
        {
            if (_left == 0) return behind.TryTell(message);
            if (--_left == 0) OnLastRefusal();
            return false;
        }

        public void Tell(in ReadText[] message) => TryTell(message);

        public void Stop() => behind.Stop();
    }
}
