using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Client;

/// <summary>How one connection ended, and with that what comes next.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Reason">A disconnect's name, a rejection's code or an error's text.</param>
/// <param name="Code">The disconnect code, if one came.</param>
/// <param name="RetryMs">How long the server asks to wait.</param>
/// <param name="Error">What was thrown, if anything was.</param>
internal sealed record SessionEnd(SessionEndKind Kind, string Reason, int? Code = null, long RetryMs = 0, Exception? Error = null)
{
    /// <summary>The server said goodbye.</summary>
    public static SessionEnd Of(ByeMessage bye) => new(
        bye.Code == DisconnectCode.TokenExpired ? SessionEndKind.NeedsToken
        : DisconnectCode.ShouldComeBack(bye.Code) ? SessionEndKind.ComeBack
        : SessionEndKind.StayAway,
        bye.Reason ?? DisconnectCode.NameOf(bye.Code),
        bye.Code,
        bye.RetryMs);

    /// <summary>The join was refused: waiting helps where the server says how long, or where the code is one that passes.</summary>
    public static SessionEnd Of(JoinReply refusal) => new(
        refusal.RetryMs is not null || refusal.Code is Rejection.RoomUnavailable or Rejection.RoomBusy ? SessionEndKind.ComeBack : SessionEndKind.StayAway,
        refusal.Code ?? "refused",
        RetryMs: refusal.RetryMs ?? 0);

    /// <summary>The connection failed or ended without a word.</summary>
    public static SessionEnd Lost(string reason, Exception? error = null) => new(SessionEndKind.ComeBack, reason, Error: error);
}

/// <summary>What to do after a connection.</summary>
internal enum SessionEndKind
{
    /// <summary>Connect again after a pause.</summary>
    ComeBack,

    /// <summary>Connect again with another token.</summary>
    NeedsToken,

    /// <summary>Do not connect again.</summary>
    StayAway,
}
