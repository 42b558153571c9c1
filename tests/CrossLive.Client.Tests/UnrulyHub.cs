using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR;

namespace CrossLive.Client.Tests;

public sealed class UnrulyHub(UnrulyRoom room) : Hub
{
    public override Task OnConnectedAsync()
    {
        room.Connections.Enqueue(Context.ConnectionId);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        room.Left(Context);
        return Task.CompletedTask;
    }

    [HubMethodName(HubMethods.Join)]
    public Task<JoinReply> JoinAsync(JoinRequest call) => room.JoinAsync(Context, call);

    [HubMethodName(HubMethods.Chat)]
    public Task<CommandReply> ChatAsync(ChatCall call) =>
        room.CommandAsync(Context, HubMethods.Chat, call.Key, call, new ChatPosted(call.Text!, call.Language, null));

    [HubMethodName(HubMethods.Like)]
    public Task<CommandReply> LikeAsync(LikeCall call) =>
        room.CommandAsync(Context, HubMethods.Like, call.Key, call, new CountersMerged([new("web", call.Count)], []));

    [HubMethodName(HubMethods.Gift)]
    public Task<CommandReply> GiftAsync(GiftCall call) =>
        room.CommandAsync(Context, HubMethods.Gift, call.Key, call, new GiftSent(call.GiftId!, "Rose", call.Quantity, null, 1, null, null));

    [HubMethodName(HubMethods.Share)]
    public Task<CommandReply> ShareAsync(ShareCall call) => room.CommandAsync(Context, HubMethods.Share, call.Key, call, null);

    [HubMethodName(HubMethods.Follow)]
    public Task<CommandReply> FollowAsync(FollowCall call) => room.CommandAsync(Context, HubMethods.Follow, call.Key, call, null);

    [HubMethodName(HubMethods.Delete)]
    public Task<CommandReply> DeleteAsync(DeleteCall call) => room.CommandAsync(Context, HubMethods.Delete, call.Key, call, null);

    [HubMethodName(HubMethods.Mute)]
    public Task<CommandReply> MuteAsync(MuteCall call) => room.CommandAsync(Context, HubMethods.Mute, call.Key, call, null);

    [HubMethodName(HubMethods.Unmute)]
    public Task<CommandReply> UnmuteAsync(UnmuteCall call) => room.CommandAsync(Context, HubMethods.Unmute, call.Key, call, null);

    [HubMethodName(HubMethods.Slow)]
    public Task<CommandReply> SlowAsync(SlowCall call) => room.CommandAsync(Context, HubMethods.Slow, call.Key, call, null);

    [HubMethodName(HubMethods.Words)]
    public Task<CommandReply> WordsAsync(WordsCall call) => room.CommandAsync(Context, HubMethods.Words, call.Key, call, null);

    [HubMethodName(HubMethods.Open)]
    public Task<CommandReply> OpenAsync(OpenCall call) => room.CommandAsync(Context, HubMethods.Open, call.Key, call, null);

    [HubMethodName(HubMethods.Close)]
    public Task<CommandReply> CloseAsync(CloseCall call) => room.CommandAsync(Context, HubMethods.Close, call.Key, call, null);

    [HubMethodName(HubMethods.Announce)]
    public Task<CommandReply> AnnounceAsync(AnnounceCall call) => room.CommandAsync(Context, HubMethods.Announce, call.Key, call, null);

    [HubMethodName(HubMethods.Pin)]
    public Task<CommandReply> PinAsync(PinCall call) => room.CommandAsync(Context, HubMethods.Pin, call.Key, call, null);

    [HubMethodName(HubMethods.Unpin)]
    public Task<CommandReply> UnpinAsync(UnpinCall call) => room.CommandAsync(Context, HubMethods.Unpin, call.Key, call, null);

    [HubMethodName(HubMethods.Time)]
    public TimeReply Time(TimeCall call) => new(call.ClientMs, call.ClientMs + 5_000, call.ClientMs + 5_000, room.NextNumber());

    [HubMethodName(HubMethods.TimeAck)]
    public void TimeAck(TimeAckCall call) => room.Acknowledged.Enqueue(call.Number);

    [HubMethodName(HubMethods.Claim)]
    public Task<CommandReply> ClaimAsync(ClaimCall call) => room.CommandAsync(Context, HubMethods.Claim, call.Key, call, null);
}
