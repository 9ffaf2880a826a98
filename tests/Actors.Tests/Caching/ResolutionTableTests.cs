using Polymasq.Actors.Caching;

namespace Polymasq.Actors.Tests.Caching;

public sealed class ResolutionTableTests
{
    private readonly ResolutionTable _table = new(questionsMax: 4);

    [Fact]
    public void No_two_open_attempts_have_the_same_id()
    {
        ResolutionTable table = new(ResolutionTable.QuestionsLimit);
        HashSet<ushort> ids = [];
        for (int i = 0; i < 30_000; i++)
        {
            Resolution resolution = new(i / Resolution.AttemptsMax);
            Assert.True(ids.Add(table.TakeId(resolution, i % Resolution.AttemptsMax)));
        }
    }

    // RFC 5452 §9.2: an ID tells nothing about the next one.
    [Fact]
    public void Ids_are_spread_over_all_their_bits()
    {
        RandomNumbers source = new();
        int[] ones = new int[16];
        for (int i = 0; i < 10_000; i++)
        {
            ushort id = (ushort)source.Next();
            for (int bit = 0; bit < 16; bit++) ones[bit] += (id >> bit) & 1;
        }

        Assert.All(ones, static count => Assert.InRange(count, 4_600, 5_400)); // eight standard deviations
    }

    [Fact]
    public void An_id_finds_its_attempt_until_it_is_freed()
    {
        Resolution resolution = _table.TryTake()!;
        ushort id = _table.TakeId(resolution, attempt: 3);
        Assert.True(_table.TryFind(id, out Resolution found, out int attempt));
        Assert.Same(resolution, found);
        Assert.Equal(3, attempt);
        _table.FreeId(id);
        Assert.False(_table.TryFind(id, out _, out _));
    }

    [Fact]
    public void A_ticket_of_an_earlier_use_is_not_taken_for_one_of_this_use()
    {
        Resolution resolution = Begin(1);
        StreamTicket ticket = ResolutionTable.TicketFor(resolution, 0);
        Assert.True(_table.TryFind(ticket, out _, out _));
        _table.Free(resolution);
        Assert.False(_table.TryFind(ticket, out _, out _));
        Assert.Same(resolution, Begin(2));
        Assert.False(_table.TryFind(ticket, out _, out _));
        Assert.True(_table.TryFind(ResolutionTable.TicketFor(resolution, 0), out _, out _));
        Assert.False(_table.TryFind(new StreamTicket(-1), out _, out _));
    }

    [Fact]
    public void There_are_no_more_than_agreed()
    {
        for (int i = 0; i < 4; i++) Assert.NotNull(_table.TryTake());
        Assert.Null(_table.TryTake());
    }

    private Resolution Begin(int number)
    {
        Resolution resolution = _table.TryTake()!;
        resolution.Begin(TestEntry.Key(number, stackalloc byte[QuestionHasher.BufferLength]), now: 0);
        resolution.State = ResolutionState.Asking;
        resolution.AttemptCount = 1;
        resolution.Attempts[0] = new Attempt { State = AttemptState.Stream };
        return resolution;
    }
}
