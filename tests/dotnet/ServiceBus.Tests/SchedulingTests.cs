using Azure.Messaging.ServiceBus;

namespace Hearth.ServiceBus;

public class SchedulingTests
{
    [Fact]
    public async Task A_scheduled_message_arrives_when_it_is_due()
    {
        await using var stage = new Stage("schedule");
        var due = DateTimeOffset.UtcNow.AddSeconds(2);

        await stage.Sender.ScheduleMessageAsync(new ServiceBusMessage("later"), due);

        Assert.Equal(1, await stage.Count("scheduled"));
        Assert.Equal("later", (await stage.Receive()).Body.ToString());
        Assert.True(DateTimeOffset.UtcNow >= due.AddMilliseconds(-50));
    }

    [Fact]
    public async Task A_message_is_scheduled_by_its_property_as_well()
    {
        await using var stage = new Stage("schedule-property");
        var due = DateTimeOffset.UtcNow.AddSeconds(1);

        var received = await stage.Pass(new ServiceBusMessage("later") { ScheduledEnqueueTime = due });

        Assert.Equal(due, received.ScheduledEnqueueTime, TimeSpan.FromMilliseconds(1));
        Assert.True(DateTimeOffset.UtcNow >= due.AddMilliseconds(-50));
    }

    [Fact]
    public async Task Scheduled_messages_can_be_cancelled()
    {
        await using var stage = new Stage("schedule-cancel");
        var due = DateTimeOffset.UtcNow.AddHours(1);
        ServiceBusMessage[] messages = [new("one"), new("two"), new("three")];
        var numbers = await stage.Sender.ScheduleMessagesAsync(messages, due);

        await stage.Sender.CancelScheduledMessagesAsync(numbers.Take(2));

        Assert.Equal(3, numbers.Distinct().Count());
        Assert.Equal(1, await stage.Count("scheduled"));
    }

    [Fact]
    public async Task A_number_that_is_not_scheduled_is_not_found()
    {
        await using var stage = new Stage("schedule-unknown");

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => stage.Sender.CancelScheduledMessageAsync(4711));

        Assert.Equal(ServiceBusFailureReason.MessageNotFound, error.Reason);
    }
}
