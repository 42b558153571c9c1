namespace CrossLive.Simulation;

/// <summary>Mistakes that can be built into the simulated system, to show that the invariants notice them.</summary>
public enum Sabotage
{
    /// <summary>None: the system as it should be.</summary>
    None,

    /// <summary>The log takes a batch from any writer, wherever it wants to follow.</summary>
    LogFencesNobody,

    /// <summary>The log checks where a batch follows, but not whose epoch it is.</summary>
    LogIgnoresEpochs,

    /// <summary>Commands are answered before they are durable.</summary>
    AnswersBeforeAppend,

    /// <summary>Events are shown before they are durable.</summary>
    PublishesBeforeAppend,

    /// <summary>A gateway that attaches is given the state that runs ahead of the log.</summary>
    AttachesFromPlannedState,

    /// <summary>After an append that failed the room goes on with the state that it had planned.</summary>
    KeepsStateAfterFailedAppend,

    /// <summary>A replay forgets which commands the events answered.</summary>
    ReplaysWithoutKeys,

    /// <summary>A recovery takes the snapshot and not what came after it.</summary>
    RecoversFromSnapshotAlone,

    /// <summary>Senders make a new key for each try.</summary>
    SendersChangeKeys,

    /// <summary>The room looks for repeats nowhere.</summary>
    RoomDropsKeys,

    /// <summary>Gateways go on after a gap without filling it.</summary>
    GatewaysSkipGaps,

    /// <summary>Gateways send a returning viewer the last event again.</summary>
    ResumesOneTooEarly,

    /// <summary>Gateways leave out a returning viewer's first missed event.</summary>
    ResumesOneTooLate,

    /// <summary>Gateways take a viewer who is ahead of them for one from the future and start it over.</summary>
    GatewaysDistrustViewersAhead,

    /// <summary>The room trusts its process's clock.</summary>
    ClockGoesBack,
}
