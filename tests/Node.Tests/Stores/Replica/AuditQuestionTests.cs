using Polymasq.Node.Stores.Replica;

namespace Polymasq.Node.Tests.Stores.Replica;

public sealed class AuditQuestionTests
{
    [Fact]
    public void It_is_a_name_and_comes_back_from_it()
    {
        AuditQuestion question = new(17, 4200, 3);
        Assert.Equal("17.4200.3.audit.polymasq", question.ToString());
        Assert.True(AuditQuestion.TryParse("17.4200.3.AUDIT.polymasq", out AuditQuestion parsed));
        Assert.Equal(question, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("audit.polymasq")]
    [InlineData("1.2.audit.polymasq")]
    [InlineData("1.2.3.audit.polymasq.example")]
    [InlineData("0.2.0.audit.polymasq")]
    [InlineData("3.2.0.audit.polymasq")]
    [InlineData("-1.2.0.audit.polymasq")]
    [InlineData("1.2.-1.audit.polymasq")]
    [InlineData("1.9223372036854775807.0.audit.polymasq")]
    [InlineData("1.99999999999999999999.0.audit.polymasq")]
    public void Other_names_mean_nothing(string name) => Assert.False(AuditQuestion.TryParse(name, out _));
}
