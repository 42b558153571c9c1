namespace CrossLive.PlatformSimulators.Demo;

/// <summary>A viewer of the show.</summary>
/// <param name="Platform">Where they watch.</param>
/// <param name="Id">Their id there.</param>
/// <param name="Name">What is shown.</param>
/// <param name="Language">What they write, a key of the phrase book.</param>
/// <param name="Chattiness">How often they speak, against the others.</param>
public sealed record Persona(string Platform, string Id, string Name, string Language, int Chattiness);

/// <summary>Everybody who watches: a few dozen people, each on the platform where such a person would be.</summary>
public static class Cast
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Persona> All { get; } =
    [
        .. On("twitch", ("mossy_tina", "en", 5), ("DerKaffeemann", "de", 4), ("lou_ancourt", "fr", 3), ("pixel_ramen", "en", 6), ("GrandmaBeats", "en", 3),
            ("tio_paco77", "es", 4), ("knitwitch_", "en", 2), ("fjordcat", "en", 3), ("Brotdose_HH", "de", 3), ("vi_le_chat", "fr", 2), ("0xMarlow", "en", 2)),
        .. On("youtube", ("ゆきのキッチン", "ja", 5), ("たけし", "ja", 3), ("さくら🌸", "ja", 4), ("민지", "ko", 4), ("서준이아빠", "ko", 3), ("Rafael Moura", "pt", 4),
            ("Bia Carvalho", "pt", 5), ("Dave from Leeds", "en", 3), ("Hannah O.", "en", 4), ("Jürgen K.", "de", 2), ("Camille B.", "fr", 3), ("Noor Al-Sabah", "en", 2)),
        .. On("tiktok", ("sari.dapur", "id", 6), ("bayuu__", "id", 5), ("dewi lestari", "id", 4), ("marisol.mx", "es", 6), ("el_toño", "es", 4), ("cami⚡", "es", 5),
            ("thuỳ dương", "vi", 5), ("Khoa 🐸", "vi", 3), ("jessbakes", "en", 5), ("notyourmarcus", "en", 4), ("nanda.sp", "pt", 5), ("gabs", "pt", 3), ("priya_in_yyz", "en", 3)),
        .. On("douyin", ("一只小橘猫", "zh", 6), ("山里的风", "zh", 4), ("爱喝美式的阿May", "zh", 5), ("老王不姓王", "zh", 4), ("桃子味汽水", "zh", 5), ("深圳阿强", "zh", 3),
            ("用户8841097", "zh", 3), ("慢慢来比较快", "zh", 3), ("雯雯妈妈", "zh", 4), ("今天也要早睡", "zh", 4)),
    ];

    private static IEnumerable<Persona> On(string platform, params (string Name, string Language, int Chattiness)[] people) =>
        people.Select((person, index) => new Persona(platform, IdOf(platform, index), person.Name, person.Language, person.Chattiness));

    private static string IdOf(string platform, int index) => platform switch
    {
        "twitch" => $"{41_459_000 + (index * 137)}",
        "youtube" => $"UCdemo{index:00}Zk3pQ8w",
        "tiktok" => $"{6_870_000_000_000_000_000 + (index * 7_919_000_003)}",
        _ => $"_000demo{index:00}xY2",
    };
}
