using CrossLive.Platforms.YouTube;

namespace CrossLive.Platforms;

/// <summary>Keeps a channel's token fresh while its chat is polled: a sale's message does not wait for a renewal, and a refusal is seen before it is needed.</summary>
public sealed partial class PlatformAdapterGrain
{
    private string? _tokenProblem;

    private async Task KeepTokenAsync(CancellationToken cancellationToken)
    {
        if (Connection is not { IsEnded: false } connection || YouTubeRenewal.From(connection) is null)
        {
            return;
        }

        string? problem = null;
        try
        {
            await _tokens.GetAsync(connection, cancellationToken);
        }
        catch (YouTubeException failure)
        {
            problem = failure.Message;
        }

        if (problem is not null && !string.Equals(problem, _tokenProblem, StringComparison.Ordinal))
        {
            LogTokenNotRenewed(_logger, _key, problem);
        }

        NoteToken(problem);
    }

    private void NoteToken(string? problem)
    {
        _tokenProblem = problem;
        _counters.NoteTrouble(problem);
    }
}
