using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace Hearth.ServiceBus;

/// <summary>Topics, their subscriptions and the rules of these.</summary>
public class TopicTests
{
    [Fact]
    public async Task Every_subscription_gets_a_copy()
    {
        await using var stage = new Stage("topic-copies");

        await stage.Send("one", "two");

        foreach (var name in new[] { "first", "second" })
        {
            await using var receiver = stage.Client.CreateReceiver(stage.Queue, name);
            foreach (var body in new[] { "one", "two" })
            {
                var message = await Next(receiver);
                Assert.Equal(body, message.Body.ToString());
                await receiver.CompleteMessageAsync(message);
            }
        }
    }

    [Fact]
    public async Task A_copy_is_abandoned_deferred_and_dead_lettered_like_a_message_of_a_queue()
    {
        await using var stage = new Stage("topic-settling");
        await using var receiver = stage.Client.CreateReceiver(stage.Queue, "only");
        await using var deadLetters = stage.Client.CreateReceiver(
            stage.Queue,
            "only",
            new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }
        );
        await stage.Send("hello");

        await receiver.AbandonMessageAsync(await Next(receiver));
        var again = await Next(receiver);
        await receiver.DeferMessageAsync(again);
        var deferred = await receiver.ReceiveDeferredMessageAsync(again.SequenceNumber);
        await receiver.DeadLetterMessageAsync(deferred, "bad", "worse");
        var letter = await Next(deadLetters);

        Assert.Equal(2, again.DeliveryCount);
        Assert.Equal(("bad", "worse"), (letter.DeadLetterReason, letter.DeadLetterErrorDescription));
    }

    [Fact]
    public async Task A_processor_takes_from_a_subscription()
    {
        await using var stage = new Stage("topic-processor");
        await using var processor = stage.Client.CreateProcessor(stage.Queue, "only");
        var body = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        processor.ProcessMessageAsync += call =>
        {
            body.TrySetResult(call.Message.Body.ToString());
            return Task.CompletedTask;
        };
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        await processor.StartProcessingAsync();

        await stage.Send("hello");

        Assert.Equal("hello", await body.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await processor.StopProcessingAsync();
    }

    [Fact]
    public async Task A_scheduled_message_reaches_the_subscription_when_it_is_due_unless_it_is_cancelled()
    {
        await using var stage = new Stage("topic-scheduling");
        await using var receiver = stage.Client.CreateReceiver(stage.Queue, "only");
        var due = DateTimeOffset.UtcNow.AddSeconds(2);
        var numbers = await stage.Sender.ScheduleMessagesAsync([new("one"), new("two")], due);

        await stage.Sender.CancelScheduledMessageAsync(numbers[0]);

        Assert.Equal(1, await stage.Count("scheduled"));
        Assert.Equal("two", (await Next(receiver)).Body.ToString());
        Assert.True(DateTimeOffset.UtcNow >= due.AddMilliseconds(-50));
    }

    [Fact]
    public async Task The_rules_of_the_definition_hold_and_are_listed()
    {
        await using var stage = new Stage("topic-rules");
        await using var manager = stage.Client.CreateRuleManager(stage.Queue, "defined");
        await using var receiver = stage.Client.CreateReceiver(stage.Queue, "defined");

        await stage.Sender.SendMessagesAsync([
            new("small") { ApplicationProperties = { ["size"] = 1 } },
            new("large") { ApplicationProperties = { ["size"] = 11L } },
            new("named") { Subject = "large", ApplicationProperties = { ["region"] = "eu" } },
        ]);

        Assert.Equal("large", (await Next(receiver)).Body.ToString());
        Assert.Equal("named", (await Next(receiver)).Body.ToString());
        Assert.Null(await receiver.ReceiveMessageAsync(Stage.Moment));
        var rules = await List(manager);
        Assert.Equal(["by-size", "by-name"], rules.Select(rule => rule.Name));
        Assert.Equal("size > 10", Assert.IsType<SqlRuleFilter>(rules[0].Filter).SqlExpression);
        var correlation = Assert.IsType<CorrelationRuleFilter>(rules[1].Filter);
        Assert.Equal(("large", "eu"), (correlation.Subject, correlation.ApplicationProperties["region"]));
    }

    [Fact]
    public async Task Rules_are_created_and_deleted()
    {
        await using var stage = new Stage("topic-manager");
        await using var manager = stage.Client.CreateRuleManager(stage.Queue, "only");
        await using var receiver = stage.Client.CreateReceiver(stage.Queue, "only");
        var filter = new CorrelationRuleFilter { ContentType = "text/plain", ApplicationProperties = { ["count"] = 3 } };

        Assert.IsType<TrueRuleFilter>(Assert.Single(await List(manager)).Filter);
        await manager.DeleteRuleAsync(RuleProperties.DefaultRuleName);
        await stage.Send("for nobody");
        await manager.CreateRuleAsync("by-count", filter);
        await stage.Sender.SendMessageAsync(
            new("wanted") { ContentType = "text/plain", ApplicationProperties = { ["count"] = 3 } }
        );

        Assert.Equal("wanted", (await Next(receiver)).Body.ToString());
        Assert.Equal(filter, Assert.Single(await List(manager)).Filter);
    }

    [Fact]
    public async Task A_rule_that_cannot_be_used_is_refused()
    {
        await using var stage = new Stage("topic-refusals");
        await using var manager = stage.Client.CreateRuleManager(stage.Queue, "only");

        var taken = await Assert.ThrowsAsync<ServiceBusException>(
            () => manager.CreateRuleAsync(RuleProperties.DefaultRuleName, new TrueRuleFilter())
        );
        var unknown = await Assert.ThrowsAsync<ServiceBusException>(() => manager.DeleteRuleAsync("none"));
        var arithmetic = await Assert.ThrowsAnyAsync<Exception>(
            () => manager.CreateRuleAsync("sum", new SqlRuleFilter("a + 1 = 2"))
        );
        var action = await Assert.ThrowsAnyAsync<Exception>(
            () =>
                manager.CreateRuleAsync(
                    new CreateRuleOptions("acting", new TrueRuleFilter()) { Action = new SqlRuleAction("SET a = 1") }
                )
        );

        Assert.Equal(ServiceBusFailureReason.MessagingEntityAlreadyExists, taken.Reason);
        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, unknown.Reason);
        Assert.Contains("arithmetic is not implemented", arithmetic.Message);
        Assert.Contains("The action of a rule is not implemented.", action.Message);
    }

    [Fact]
    public async Task A_topic_is_only_sent_to_and_a_subscription_only_received_from()
    {
        await using var stage = new Stage("topic-refusals");
        await using var sender = stage.Client.CreateSender("topic-refusals/Subscriptions/only");

        var receiving = await Assert.ThrowsAnyAsync<Exception>(() => stage.Receiver.ReceiveMessageAsync());
        var sending = await Assert.ThrowsAnyAsync<Exception>(() => sender.SendMessageAsync(new("hello")));

        Assert.Contains("Receive from one of its subscriptions.", receiving.Message);
        Assert.Contains("Send to its topic.", sending.Message);
    }

    private static async Task<ServiceBusReceivedMessage> Next(ServiceBusReceiver receiver) =>
        await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(20))
        ?? throw new InvalidOperationException($"{receiver.EntityPath} is empty.");

    private static async Task<List<RuleProperties>> List(ServiceBusRuleManager manager)
    {
        var rules = new List<RuleProperties>();
        await foreach (var rule in manager.GetRulesAsync()) rules.Add(rule);
        return rules;
    }
}
