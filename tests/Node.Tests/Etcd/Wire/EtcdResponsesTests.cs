using System.Net;
using System.Text;
using System.Text.Json;
using Polymasq.Actors.Clustering;
using Polymasq.Node.Etcd.Members;
using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Tests.Etcd.Wire;

/// <summary>Answers as etcd 3.4.23 gives them, whole, cut short and from somebody else.</summary>
public sealed class EtcdResponsesTests
{
    private const string Refused = """
        {"header":{"cluster_id":"4061621701282102583","revision":"9","raft_term":"2"},"responses":[
        {"response_range":{"header":{"revision":"9"},"kvs":[{"key":"YQ==","create_revision":"2","mod_revision":"7","version":"3","value":"eA=="}],"count":"1"}},
        {"response_range":{"header":{"revision":"9"}}}]}
        """;

    private const string Changes = """
        {"result":{"header":{"revision":"12"},"events":[{"kv":{"key":"YQ==","create_revision":"2","mod_revision":"10","version":"3"}},
        {"type":"DELETE","kv":{"key":"YQ==","mod_revision":"11"}}],"something_new":{"a":[1,{}]}}}
        """;

    private static readonly StoreCompare[] Compared = [new("a", 0), new("b", 0)];

    [Fact]
    public void A_refused_transaction_tells_each_compared_key_in_order()
    {
        TransactionResponse response = EtcdResponses.Transaction(Encoding.UTF8.GetBytes(Refused), Compared);

        Assert.Equal((false, 9L), (response.IsCommitted, response.Revision));
        Assert.Equal([("a", 7L, 3L), ("b", 0L, 0L)], response.Current.Select(entry => (entry.Key, entry.ModRevision, entry.Version)));
        Assert.Null(response.Current[1].Value);
    }

    [Fact]
    public void A_change_without_a_value_is_an_empty_value_and_a_deletion_is_none()
    {
        WatchLine line = WatchLine.Read(Encoding.UTF8.GetBytes(Changes));

        Assert.Equal([10L, 11L], line.Changes.Select(change => change.ModRevision));
        Assert.Empty(line.Changes[0].Value!);
        Assert.Null(line.Changes[1].Value);
    }

    [Theory]
    [InlineData(Refused)]
    [InlineData(Changes)]
    [InlineData("""{"header":{"revision":true},"succeeded":5,"responses":{}}""")]
    [InlineData("""{"result":{"events":[{"kv":{"key":"***"}}],"created":"x"}}""")]
    [InlineData("<html>404</html>")]
    public void What_is_cut_short_or_not_of_etcd_is_refused_in_a_way_that_callers_expect(string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        for (int length = 0; length <= body.Length; length++)
        {
            byte[] part = body[..length];
            AssertExpected(() => EtcdResponses.Transaction(part, Compared));
            AssertExpected(() => EtcdResponses.Range(part));
            AssertExpected(() => EtcdResponses.Lease(part));
            AssertExpected(() => WatchLine.Read(part));
            Assert.NotEqual(FaultKind.None, FaultReader.Of(HttpStatusCode.BadGateway, part).Kind);
            EtcdResponses.Token(part);
        }
    }

    [Theory]
    [InlineData(503, """{"error":"etcdserver: no leader","message":"etcdserver: no leader","code":14}""", nameof(FaultKind.NoQuorum), false)]
    [InlineData(503, """{"error":"etcdserver: request timed out","message":"etcdserver: request timed out","code":14}""", nameof(FaultKind.NoQuorum), true)]
    [InlineData(401, """{"error":"etcdserver: invalid auth token","message":"etcdserver: invalid auth token","code":16}""", nameof(FaultKind.TokenOver), false)]
    [InlineData(429, """{"message":"etcdserver: mvcc: database space exceeded","code":8}""", nameof(FaultKind.NoSpace), true)]
    [InlineData(503, """{"error":{"grpc_code":14,"http_code":503,"message":"etcdserver: no leader"}}""", nameof(FaultKind.NoQuorum), false)]
    [InlineData(404, "Not Found\n", nameof(FaultKind.NotEtcd), false)]
    public void A_fault_is_known_by_its_code_and_says_whether_the_call_may_have_been_carried_out(int status, string body, string kind, bool mayHaveHappened)
    {
        EtcdFault fault = FaultReader.Of((HttpStatusCode)status, Encoding.UTF8.GetBytes(body));
        Assert.Equal((kind, mayHaveHappened), (fault.Kind.ToString(), fault.MayHaveHappened));
    }

    private static void AssertExpected(Action read)
    {
        Exception? thrown = Record.Exception(read);
        Assert.True(thrown is null or JsonException or FormatException or InvalidOperationException, thrown?.ToString());
    }
}
