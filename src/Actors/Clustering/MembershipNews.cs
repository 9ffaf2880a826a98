using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Clustering;

/// <summary>Tells operators what is new among gateways: once in the log, and to those who watch.</summary>
internal sealed class MembershipNews(ClusterSettings settings, IClusterEvents events, TimeProvider clock, ILogger log)
{
    private Standing _told;

    /// <summary>Another gateway has come, gone, or changed.</summary>
    public void Tell(MemberChange change)
    {
        if (change.Down is { } mark && change.Now is null)
        {
            MembershipLog.PeerDown(log, change.Name, mark.By);
            Happened(change.Name, "down", $"put down at {mark.By}");
        }
        else if (change.Now is { } joined && change.Before is null)
        {
            MembershipLog.PeerJoined(log, ClusterTroubles.NameOf(joined), joined.Version);
            Happened(change.Name, "joined", $"{ClusterTroubles.NameOf(joined)}, version {joined.Version}, {WordOf(joined.State)}");
        }
        else if (change.Before is { } gone && change.Now is null)
        {
            bool hasLeft = gone.State == MemberState.Leaving;
            if (hasLeft) MembershipLog.PeerLeft(log, ClusterTroubles.NameOf(gone));
            else MembershipLog.PeerGone(log, ClusterTroubles.NameOf(gone));
            Happened(change.Name, hasLeft ? "left" : "gone", $"{ClusterTroubles.NameOf(gone)} {(hasLeft ? "has left" : "was not heard of for too long")}");
        }
        else if (change is { Before: { } before, Now: { } now })
        {
            TellChange(before, now);
        }
    }

    /// <summary>This gateway has become a member, or is none any more.</summary>
    public void Tell(Standing standing, bool hasRead, ImmutableArray<ClusterMember> members, bool isAsked)
    {
        if (standing == _told || (standing == Standing.Member && !hasRead)) return;
        if (standing == Standing.Member)
        {
            string names = string.Join(", ", members.OrderBy(static member => member.Name, StringComparer.Ordinal).Select(ClusterTroubles.NameOf));
            MembershipLog.Joined(log, settings.Name, settings.Gateway, names);
            Happened(settings.Gateway, "joined", $"this gateway is a member of {settings.Name}");
        }
        else if (standing == Standing.Outside && _told == Standing.Member)
        {
            if (!isAsked) MembershipLog.Lost(log);
            Happened(settings.Gateway, isAsked ? "left" : "lost", isAsked ? "this gateway has given up membership" : "membership ended: it was not renewed in time");
        }

        _told = standing;
    }

    /// <summary>Troubles that are new, and those that are over.</summary>
    public void Tell(ImmutableArray<ClusterTrouble> before, ImmutableArray<ClusterTrouble> now, ImmutableArray<ClusterMember> peers)
    {
        foreach (ClusterTrouble trouble in now)
        {
            if (before.Any(trouble.IsSameAs)) continue;
            Log(trouble);
            Happened(trouble.About, WordOf(trouble.Kind), trouble.Text);
        }

        foreach (ClusterTrouble trouble in before)
        {
            bool isThere = now.Any(other => (other.Kind, other.About) == (trouble.Kind, trouble.About));
            bool isAboutMember = trouble.About == settings.Gateway || peers.Any(peer => peer.Name == trouble.About);
            if (isThere || !isAboutMember) continue;
            if (trouble.Kind is not (TroubleKind.Store or TroubleKind.Draining or TroubleKind.Left)) MembershipLog.Over(log, trouble.Text);
            Happened(trouble.About, WordOf(trouble.Kind), $"over: {trouble.Text}");
        }
    }

    private void TellChange(ClusterMember before, ClusterMember now)
    {
        if (before.StartedAt != now.StartedAt || before.Instance != now.Instance)
        {
            MembershipLog.PeerJoined(log, ClusterTroubles.NameOf(now), now.Version);
            Happened(now.Name, "restarted", $"{ClusterTroubles.NameOf(now)}, version {now.Version}, {WordOf(now.State)}");
        }
        else if (before.State != now.State && now.State != MemberState.Leaving) // its end is news enough
        {
            MembershipLog.PeerState(log, ClusterTroubles.NameOf(now), WordOf(now.State));
            Happened(now.Name, WordOf(now.State), $"{ClusterTroubles.NameOf(now)} is {WordOf(now.State)}");
        }

        foreach (string server in now.UpstreamsDown.Except(before.UpstreamsDown)) Happened(now.Name, "upstream", $"{now.Name} cannot reach upstream server {server}");
        foreach (string server in before.UpstreamsDown.Except(now.UpstreamsDown)) Happened(now.Name, "upstream", $"{now.Name} reaches upstream server {server} again");
    }

    // The state of the store is logged by who uses it, and commands when they are given.
    private void Log(ClusterTrouble trouble)
    {
        switch (trouble.Kind)
        {
            case TroubleKind.NameTaken: MembershipLog.NameTaken(log, trouble.Text); break;
            case TroubleKind.PutDown: MembershipLog.PutDown(log, trouble.Text); break;
            case TroubleKind.NotJoined: MembershipLog.NotJoined(log, trouble.Text); break;
            case TroubleKind.PoolsDiffer: MembershipLog.PoolsDiffer(log, trouble.Text); break;
            case TroubleKind.PeerPoolsDiffer: MembershipLog.PeerPoolsDiffer(log, trouble.Text); break;
            case TroubleKind.SecretDiffers: MembershipLog.SecretDiffers(log, trouble.Text); break;
            case TroubleKind.ClockDiffers: MembershipLog.ClockDiffers(log, trouble.Text); break;
            case TroubleKind.Unreadable: MembershipLog.Unreadable(log, trouble.Text); break;
            default: break;
        }
    }

    private void Happened(string gateway, string what, string text) => events.Happened(new ClusterEvent(clock.GetUtcNow(), gateway, what, text));

    private static string WordOf(MemberState state) => state switch
    {
        MemberState.Joining => "joining",
        MemberState.Up => "up",
        MemberState.Draining => "draining",
        MemberState.Leaving => "leaving",
        _ => "unknown",
    };

    private static string WordOf(TroubleKind kind) => kind switch
    {
        TroubleKind.Store => "store",
        TroubleKind.NameTaken => "name",
        TroubleKind.PutDown => "down",
        TroubleKind.Left => "left",
        TroubleKind.Draining => "draining",
        TroubleKind.PoolsDiffer or TroubleKind.PeerPoolsDiffer => "pools",
        TroubleKind.SecretDiffers => "secret",
        TroubleKind.ClockDiffers => "clock",
        TroubleKind.Unreadable => "record",
        _ => "membership",
    };
}
