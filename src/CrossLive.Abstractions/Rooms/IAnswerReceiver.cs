namespace CrossLive.Rooms;

/// <summary>Is told the answer to one command, without a task for it: thousands of answers come at one moment. Neither call throws or waits.</summary>
public interface IAnswerReceiver
{
    /// <summary>The answer, once.</summary>
    void Take(CommandAnswer answer);

    /// <summary>Everybody whose answer came together with this one has been told: what was put aside to go with others goes now. May come more than once.</summary>
    void Flush();
}
