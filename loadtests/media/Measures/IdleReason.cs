namespace CrossLive.LoadTests.Media.Measures;

/// <summary>Why a sender has no more on its way than it has.</summary>
internal enum IdleReason
{
    /// <summary>Media waits and the window of bytes in flight is full.</summary>
    Window,

    /// <summary>TCP's own window, or its send buffer, is full.</summary>
    Tcp,

    /// <summary>Nothing waits: the slate is shown.</summary>
    Slate,

    /// <summary>Nothing waits: pictures were dropped and the keyframe has not come.</summary>
    Keyframe,

    /// <summary>Nothing waits: the encoder has a rate below its highest.</summary>
    Rate,

    /// <summary>Nothing waits: the encoder has its highest rate.</summary>
    HighestRate,
}
