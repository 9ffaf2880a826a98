using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Etcd;

/// <summary>Tells a sink the health, and each change of it. A sink without room misses what is over before there is some, never what is so now.</summary>
internal sealed class HealthFollower : IDisposable
{
    private readonly EtcdHealth _health;
    private readonly IStoreSink _sink;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end;
    private readonly SemaphoreSlim _news = new(1);
    private StoreHealth? _told;

    public HealthFollower(EtcdHealth health, IStoreSink sink, TimeProvider clock, CancellationToken stop)
    {
        (_health, _sink, _clock) = (health, sink, clock);
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        health.Changed += OnChanged;
        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    public void Dispose()
    {
        _health.Changed -= OnChanged;
        _end.Cancel();
    }

    private void OnChanged(StoreHealth health) => _news.Release();

    private async Task RunAsync()
    {
        CancellationToken end = _end.Token;
        while (!end.IsCancellationRequested)
        {
            await _news.WaitAsync(end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!end.IsCancellationRequested && _health.Current is var now && now != _told)
            {
                if (_sink.TryReport(new StoreReport.HealthChanged(now))) _told = now;
                else await Task.Delay(EtcdTimes.Offer, _clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
