using System.Buffers.Text;
using System.Globalization;

namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>A chat's text that says when it was due: "due:" and µs of <see cref="MonotonicClock"/>, filled up to the length of an ordinary message.</summary>
public static class DueText
{
    private const string Filler = " how much is the blue one, and does it come in a larger size too?";

    private static ReadOnlySpan<byte> Prefix => "due:"u8;

    /// <summary>The text of an event.</summary>
    public static string Of(long dueUs) => string.Create(CultureInfo.InvariantCulture, $"due:{dueUs}{Filler}");

    /// <summary>When the event with this text was due; null where it says nothing of it.</summary>
    public static long? Read(ReadOnlySpan<byte> text) =>
        text.StartsWith(Prefix) && Utf8Parser.TryParse(text[Prefix.Length..], out long dueUs, out _) ? dueUs : null;
}
