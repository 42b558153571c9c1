using System.Text;

namespace CrossLive.Platforms.Tests.Generic;

/// <summary>Bodies of CloudEvents as a sender would write them.</summary>
internal static class CloudEventBody
{
    public const string Gift = """{"user":{"id":"u1","name":"Ana"},"giftId":"rose","giftName":"Rose","quantity":3,"unitPrice":{"minorUnits":199,"currency":"USD"},"comboId":"c1","message":"para ti"}""";

    public static byte[] Structured(string type, string data, string id = "e1", string source = "/bridge/7") => Encoding.UTF8.GetBytes(StructuredText(type, data, id, source));

    public static string StructuredText(string type, string data, string id = "e1", string source = "/bridge/7") =>
        $$"""{"specversion":"1.0","id":"{{id}}","source":"{{source}}","type":"{{type}}","time":"2026-11-02T10:00:00.250Z","datacontenttype":"application/json","data":{{data}}}""";

    public static KeyValuePair<string, string>[] BinaryHeaders(string type, string id = "e1", string source = "/bridge/7") =>
    [
        new("ce-specversion", "1.0"), new("ce-id", id), new("ce-source", source), new("ce-type", type), new("ce-time", "2026-11-02T10:00:00.250Z"), new("Host", "localhost"),
    ];
}
