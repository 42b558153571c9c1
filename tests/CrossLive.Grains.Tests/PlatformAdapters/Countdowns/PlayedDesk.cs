using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.Platforms;
using CrossLive.Platforms.Countdowns;
using CrossLive.Platforms.Sending;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CrossLive.Grains.Tests.PlatformAdapters.Countdowns;

/// <summary>A desk on a clock of its own, over a storage and a platform that do what the test says. Everything runs on one scheduler, as in a grain.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A process that is killed disposes of nothing.")]
internal sealed class PlayedDesk
{
    public const long OpensAtUnixMs = 1_800_000_000_000;

    private const int StepMs = 10;
    private const int TurnsPerStep = 40;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(OpensAtUnixMs - 70_000));
    private readonly List<(long AtUnixMs, Action Do)> _later = [];
    private CountdownDesk? _desk;
    private Process? _process;

    /// <summary>What is stored, as the next process finds it.</summary>
    public PlatformCountdownState Stored { get; private set; } = new();

    public List<(OutboundMessage Message, long AtUnixMs)> Sent { get; } = [];

    /// <summary>When a connection was opened ahead, in ms from the opening.</summary>
    public List<long> Warmed { get; } = [];

    /// <summary>What opening one ahead ends with; null: well.</summary>
    public Exception? WarmFailure { get; set; }

    public Func<OutboundMessage, Task<SendResult>> Answer { get; set; } = message => Task.FromResult(new SendResult(SendOutcome.Sent, "m" + message.Kind, KeyOf("m" + message.Kind)));

    public Exception? StoreFailure { get; set; }

    public bool IsRepeatable { get; set; }

    public long NowUnixMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public CountdownDesk Desk => _desk!;

    public IReadOnlyList<CountdownEntry> Entries => Stored.Sales.Count == 0 ? [] : Stored.Sales[0].Entries;

    public IEnumerable<(string Kind, long AtMs)> SentTimes => Sent.Select(sent => (sent.Message.Kind, sent.AtUnixMs - OpensAtUnixMs));

    public static SaleView View(SalePhase phase, long opensAt = OpensAtUnixMs) => new(
        new SaleOffer("s1", "Lantern", "sku-1", [new Money(1_999, "EUR")], 10, [], 2, 60_000, opensAt, null, 0, 150, 250), phase, 10, 0, 0, 0, 0, "c", null, null, 0);

    /// <summary>Runs a play: one turn at a time.</summary>
    public static Task PlayAsync(Func<PlayedDesk, Task> play) =>
        Task.Factory.StartNew(() => play(new PlayedDesk()), CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    /// <summary>Starts a process over what is stored; the one before it, if any, was killed.</summary>
    public void Start()
    {
        _process?.Kill();
        _process = new Process(this);
        var process = _process;
        var state = Copy(Stored);
        var connection = new PlatformConnection("twitch", [], new Dictionary<string, string> { ["saleLink"] = "https://shop.example/" });
        _desk = new CountdownDesk(
            new CountdownBook("r1", PlatformCatalog.Find("twitch")!, connection, process, state), connection, process, () => StoreAsync(process, state), "r1/twitch", _time, NullLogger.Instance);
        _desk.Start();
    }

    /// <summary>The message comes back after so long.</summary>
    public void ReturnLater(OutboundMessage message, long ms, string? key = null) => _later.Add((NowUnixMs + ms, () => _ = ReturnAsync(message.Text, key ?? "m" + message.Kind)));

    /// <summary>A chat message comes from the platform. True where it was known as ours; the platform is told then that it came.</summary>
    public async Task<bool> ReturnAsync(string text, string key, string sender = "77")
    {
        var command = new RoomCommand(new Person("twitch", sender, "Host"), new PostChat(text), KeyOf(key));
        var isOurs = Desk.Book.IsOurs(command, NowUnixMs);
        if (isOurs)
        {
            await Desk.NoteReturnAsync(command, returnMs: 0);
        }

        return isOurs;
    }

    /// <summary>Lets time go by until so long before (negative) or after the opening.</summary>
    public async Task RunUntilAsync(long ms)
    {
        while (NowUnixMs < OpensAtUnixMs + ms)
        {
            _time.Advance(TimeSpan.FromMilliseconds(StepMs));
            foreach (var due in _later.Where(later => later.AtUnixMs <= NowUnixMs).ToArray())
            {
                _later.Remove(due);
                due.Do();
            }

            await TurnsAsync();
        }
    }

    public static async Task TurnsAsync()
    {
        for (var i = 0; i < TurnsPerStep; i++)
        {
            await Task.Yield();
        }
    }

    private static CommandKey KeyOf(string id) => CommandKey.For("twitch", id);

    private static PlatformCountdownState Copy(PlatformCountdownState state) => new() { Sales = [.. state.Sales], Samples = [.. state.Samples], VideoDelayMs = state.VideoDelayMs };

    private async Task StoreAsync(Process process, PlatformCountdownState state)
    {
        if (!process.IsAlive)
        {
            await Process.Never;
        }

        if (StoreFailure is not null)
        {
            throw StoreFailure;
        }

        var copy = Copy(state);
        await Task.Yield();
        Stored = copy;
    }

    private sealed class Process(PlayedDesk play) : IPlatformSender
    {
        public static readonly Task<SendResult> Never = new TaskCompletionSource<SendResult>().Task;

        public bool IsAlive { get; private set; } = true;

        public bool IsRepeatable => play.IsRepeatable;

        public void Kill() => IsAlive = false;

        public string? SenderIdOf(PlatformConnection connection) => "77";

        public CommandKey? ReturnKeyOf(OutboundMessage message) => null;

        public Task WarmAsync(PlatformConnection connection, CancellationToken cancellationToken)
        {
            if (IsAlive)
            {
                play.Warmed.Add(play.NowUnixMs - OpensAtUnixMs);
            }

            return play.WarmFailure is null ? Task.CompletedTask : Task.FromException(play.WarmFailure);
        }

        public Task<SendResult> SendAsync(PlatformConnection connection, OutboundMessage message, CancellationToken cancellationToken)
        {
            if (!IsAlive)
            {
                return Never;
            }

            play.Sent.Add((message, play.NowUnixMs));
            return play.Answer(message);
        }
    }
}
