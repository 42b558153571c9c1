namespace CrossLive.Gateway.Tests.Ingress;

/// <summary>CloudEvents as senders write them.</summary>
internal static class Events
{
    public static string Like(string id = "e1") => Of("crosslive.like", "{}", id);

    public static string Chat(string text, string id = "e1") => Of("crosslive.chat", $$$"""{"user":{"id":"u1","name":"Ana"},"text":"{{{text}}}"}""", id);

    public static string Of(string type, string data, string id = "e1") =>
        $$"""{"specversion":"1.0","id":"{{id}}","source":"/bridge/7","type":"{{type}}","data":{{data}}}""";

    public static string Batch(params string[] events) => $"[{string.Join(',', events)}]";
}
