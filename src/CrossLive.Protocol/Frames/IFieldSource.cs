namespace CrossLive.Protocol.Frames;

/// <summary>Where the fields of a wire object come from: the reading side of <see cref="IFieldSink"/>. Stands on one value at a time.</summary>
internal interface IFieldSource
{
    /// <summary>Enters an object. Returns how many fields are left, where the protocol says so; the caller only hands it on.</summary>
    int EnterObject();

    /// <summary>Goes to the next field's value, or leaves the object and returns false.</summary>
    bool NextField(ref int left, out string name);

    /// <summary>Enters a list.</summary>
    int EnterList();

    /// <summary>Goes to the next value of the list, or leaves it and returns false.</summary>
    bool NextItem(ref int left);

    /// <summary>A text, or null.</summary>
    string? Text();

    /// <summary>A whole number, or null.</summary>
    long? Number();

    /// <summary>True, false or null.</summary>
    bool? Flag();

    /// <summary>A value of any shape, as <see cref="PassedEvent"/> has it. Below <paramref name="depth"/> 0 it is passed over and reads as null.</summary>
    object? Any(int depth);

    /// <summary>Passes over a value of any shape.</summary>
    void Skip();

    /// <summary>The protocol's own exception for content that breaks <c>src/PROTOCOL.md</c>.</summary>
    Exception Malformed(string message);
}
