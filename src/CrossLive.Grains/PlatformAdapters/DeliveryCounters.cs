using CrossLive.Rooms;

namespace CrossLive.Platforms;

/// <summary>What an adapter counts of its deliveries since it was activated.</summary>
internal sealed class DeliveryCounters(TimeProvider time)
{
    private long _accepted;
    private long _repeated;
    private long _rejected;
    private long _refused;
    private long? _lastEventAtUnixMs;
    private long? _lastErrorAtUnixMs;
    private string? _lastError;
    private bool _isFailing;
    private string? _trouble;

    /// <summary>Counts the room's answers.</summary>
    public void Count(IReadOnlyList<CommandAnswer> answers)
    {
        foreach (var answer in answers)
        {
            Count(answer);
        }
    }

    /// <summary>Counts what never became a command.</summary>
    public void CountRefusals(string code, int count)
    {
        _refused += count;
        NoteError(code);
    }

    /// <summary>Notes that the platform could not be reached, or its room could not.</summary>
    public void NoteFailure(string error)
    {
        _isFailing = true;
        NoteError(error);
    }

    /// <summary>Notes that the platform could be reached.</summary>
    public void NoteSuccess() => _isFailing = false;

    /// <summary>Notes what is wrong with the connection although the platform can be reached; null: nothing any more.</summary>
    public void NoteTrouble(string? trouble)
    {
        if (trouble is not null && !string.Equals(trouble, _trouble, StringComparison.Ordinal))
        {
            NoteError(trouble);
        }

        _trouble = trouble;
    }

    /// <summary>The health of an adapter in this state.</summary>
    public PlatformHealth ToHealth(string platform, PlatformAdapterState state) => new(
        platform, StateOf(state), state.Revocation ?? (_isFailing ? _lastError : _trouble), _accepted, _repeated, _rejected, _refused,
        _lastEventAtUnixMs, _lastErrorAtUnixMs, _lastError, state.Cursor);

    private PlatformState StateOf(PlatformAdapterState state)
    {
        if (state.Connection is null or { IsEnded: true })
        {
            return PlatformState.Disconnected;
        }

        if (state.Revocation is not null)
        {
            return PlatformState.Revoked;
        }

        if (_isFailing || _trouble is not null)
        {
            return PlatformState.Failing;
        }

        return _lastEventAtUnixMs is null ? PlatformState.Waiting : PlatformState.Live;
    }

    private void Count(CommandAnswer answer)
    {
        switch (answer.Outcome)
        {
            case CommandOutcome.Accepted:
                _accepted++;
                break;
            case CommandOutcome.Repeated:
                _repeated++;
                break;
            default:
                _rejected++;
                NoteError(answer.Code!);
                break;
        }

        _isFailing = TransientAnswer.Is(answer);
        if (answer.IsDone)
        {
            _lastEventAtUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        }
    }

    private void NoteError(string error)
    {
        _lastError = error;
        _lastErrorAtUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    }
}
