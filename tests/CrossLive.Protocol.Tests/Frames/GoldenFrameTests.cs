using System.Text;
using CrossLive.Protocol.Frames;

namespace CrossLive.Protocol.Tests.Frames;

/// <summary>The wire as it stands for ever: a difference here breaks clients that are out there.</summary>
public class GoldenFrameTests
{
    [Fact]
    public void A_frame_with_every_kind_is_this_json() =>
        Encoding.UTF8.GetString(EventFrame.Of(Events.FrameOfEveryKind).JsonBytes.Span).ShouldBe(Json.ReplaceLineEndings(""));

    [Fact]
    public void A_frame_with_every_kind_is_this_MessagePack() =>
        Convert.ToHexStringLower(EventFrame.Of(Events.FrameOfEveryKind).MessagePackBytes.Span).ShouldBe(MessagePackHex.ReplaceLineEndings(""));

    private const string Json = """
        {"e":4,"v":[
        {"t":"open","s":1001,"a":1700000000000,"p":"web","i":"host-1","n":"主播","r":2,"m":"Evening <show> & more"},
        {"t":"chat","s":1002,"a":1700000000001,"p":"tiktok","i":"u7","n":"Ann \"\uD83C\uDF88\" O'Hara","m":"hello"},
        {"t":"chat","s":1003,"a":1700000000002,"p":"tiktok","i":"u7","n":"Ann \"\uD83C\uDF88\" O'Hara","m":"你好 \uD83D\uDC4B\uD83C\uDFFD\n\"\\","l":"zh-Hans","o":1700000000123},
        {"t":"counters","s":1004,"a":1700000000003,"lk":{"tiktok":7,"web":9007199254740991},"vw":{"web":0}},
        {"t":"gift","s":1005,"a":1700000000004,"p":"tiktok","i":"u7","n":"Ann \"\uD83C\uDF88\" O'Hara","g":"rose","gn":"Rose","q":3,"x":5,"v":150,"c":"USD","m":"for you"},
        {"t":"gift","s":1006,"a":1700000000005,"p":"tiktok","i":"u7","n":"Ann \"\uD83C\uDF88\" O'Hara","g":"bits","gn":"Bits","q":1,"x":1},
        {"t":"share","s":1007,"a":1700000000006,"p":"tiktok","i":"u7","n":"Ann \"\uD83C\uDF88\" O'Hara"},
        {"t":"share","s":1008,"a":1700000000007,"p":"tiktok","i":"u7","n":"Ann \"\uD83C\uDF88\" O'Hara","to":"wechat"},
        {"t":"follow","s":1009,"a":1700000000008,"p":"tiktok","i":"u7","n":"Ann \"\uD83C\uDF88\" O'Hara"},
        {"t":"announce","s":1010,"a":1700000000009,"p":"web","i":"host-1","n":"主播","r":2,"m":"soon"},
        {"t":"pin","s":1011,"a":1700000000010,"p":"web","i":"host-1","n":"主播","r":2,"m":"hello","d":2},
        {"t":"pin","s":1012,"a":1700000000011,"p":"web","i":"host-1","n":"主播","r":2,"m":"rules"},
        {"t":"unpin","s":1013,"a":1700000000012,"p":"web","i":"host-1","n":"主播","r":2},
        {"t":"delete","s":1014,"a":1700000000013,"p":"web","i":"host-1","n":"主播","r":2,"d":3},
        {"t":"mute","s":1015,"a":1700000000014,"p":"web","i":"host-1","n":"主播","r":2,"tp":"tiktok","ti":"u7"},
        {"t":"mute","s":1016,"a":1700000000015,"p":"web","i":"host-1","n":"主播","r":2,"tp":"tiktok","ti":"u7","u":1700000999000},
        {"t":"unmute","s":1017,"a":1700000000016,"p":"web","i":"host-1","n":"主播","r":2,"tp":"tiktok","ti":"u7"},
        {"t":"slow","s":1018,"a":1700000000017,"p":"web","i":"host-1","n":"主播","r":2,"ms":5000},
        {"t":"words","s":1019,"a":1700000000018,"p":"web","i":"host-1","n":"主播","r":2},
        {"t":"packet","s":1020,"a":1700000000019,"p":"web","i":"host-1","n":"主播","r":2,"kd":"lucky","v":8888,"c":"CNY","q":66,"m":"恭喜发财","st":1700000060000,"ex":1700000120000,"h":"c0ffee"},
        {"t":"packet","s":1021,"a":1700000000020,"p":"web","i":"host-1","n":"主播","r":2,"kd":"fixed","v":300,"c":"KWD","q":3,"st":1700000060000,"ex":1700000120000,"h":"c0ffee"},
        {"t":"grab","s":1022,"a":1700000000021,"p":"tiktok","i":"u7","n":"Ann \"\uD83C\uDF88\" O'Hara","d":1020,"x":1,"v":188,"c":"CNY"},
        {"t":"packet-over","s":1023,"a":1700000000022,"p":"web","i":"host-1","n":"主播","r":2,"d":1020,"v":0,"c":"CNY","sd":"told"},
        {"t":"gift","s":1024,"a":1700000000023,"p":"tiktok","i":"u7","n":"Ann \"\uD83C\uDF88\" O'Hara","g":"rose","gn":"Rose","q":1,"x":6,"v":50,"c":"USD","gt":200},
        {"t":"order","s":1025,"a":1700000000024,"p":"shopify-orders","i":"connector","n":"Shopify orders","r":3,"os":"paid","q":3,"sl":"sale-1"},
        {"t":"sale","s":1026,"a":1700000000025,"k":4,"sale":{"id":"lamp","title":"The blue lamp","product":"sku-1","prices":[{"c":"EUR","v":1999},{"c":"JPY","v":3000}],"stock":10,"buckets":[{"p":"twitch","n":3}],"limit":2,"pay":60000,"opens":1700000060000,"window":500,"floor":150,"tie":250,"phase":3,"free":7,"held":2,"paid":1,"waiting":0,"claims":3,"commit":"c0ffee","seed":"told","list":"beef","drawn":3}},
        {"t":"close","s":1027,"a":1700000000026,"p":"web","i":"host-1","n":"主播","r":2,"m":"bye"},
        {"t":"stream","s":1028,"a":1700000000027,"live":true,"wd":1280,"ht":720},
        {"t":"stream","s":1029,"a":1700000000028,"live":false}]}
        """;

    private const string MessagePackHex = """
        82a16504a176dc001d88a174a46f70656ea173cd03e9a161cf0000018bcfe56800a170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a16db54576656e696e67203c73686f773e202620
        6d6f726587a174a463686174a173cd03eaa161cf0000018bcfe56801a170a674696b746f6ba169a27537a16eb1416e6e2022f09f8e8822204f2748617261a16da568656c6c6f89a174a463686174a173
        cd03eba161cf0000018bcfe56802a170a674696b746f6ba169a27537a16eb1416e6e2022f09f8e8822204f2748617261a16db2e4bda0e5a5bd20f09f918bf09f8fbd0a225ca16ca77a682d48616e73a1
        6fcf0000018bcfe5687b85a174a8636f756e74657273a173cd03eca161cf0000018bcfe56803a26c6b82a674696b746f6b07a3776562cf001fffffffffffffa2767781a3776562008da174a467696674
        a173cd03eda161cf0000018bcfe56804a170a674696b746f6ba169a27537a16eb1416e6e2022f09f8e8822204f2748617261a167a4726f7365a2676ea4526f7365a17103a17805a176cc96a163a35553
        44a16da7666f7220796f758aa174a467696674a173cd03eea161cf0000018bcfe56805a170a674696b746f6ba169a27537a16eb1416e6e2022f09f8e8822204f2748617261a167a462697473a2676ea4
        42697473a17101a1780186a174a57368617265a173cd03efa161cf0000018bcfe56806a170a674696b746f6ba169a27537a16eb1416e6e2022f09f8e8822204f274861726187a174a57368617265a173
        cd03f0a161cf0000018bcfe56807a170a674696b746f6ba169a27537a16eb1416e6e2022f09f8e8822204f2748617261a2746fa677656368617486a174a6666f6c6c6f77a173cd03f1a161cf0000018b
        cfe56808a170a674696b746f6ba169a27537a16eb1416e6e2022f09f8e8822204f274861726188a174a8616e6e6f756e6365a173cd03f2a161cf0000018bcfe56809a170a3776562a169a6686f73742d
        31a16ea6e4b8bbe692ada17202a16da4736f6f6e89a174a370696ea173cd03f3a161cf0000018bcfe5680aa170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a16da568656c6c6fa164
        0288a174a370696ea173cd03f4a161cf0000018bcfe5680ba170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a16da572756c657387a174a5756e70696ea173cd03f5a161cf0000018b
        cfe5680ca170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada1720288a174a664656c657465a173cd03f6a161cf0000018bcfe5680da170a3776562a169a6686f73742d31a16ea6e4b8bbe692
        ada17202a1640389a174a46d757465a173cd03f7a161cf0000018bcfe5680ea170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a27470a674696b746f6ba27469a275378aa174a46d75
        7465a173cd03f8a161cf0000018bcfe5680fa170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a27470a674696b746f6ba27469a27537a175cf0000018bcff4a65889a174a6756e6d75
        7465a173cd03f9a161cf0000018bcfe56810a170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a27470a674696b746f6ba27469a2753788a174a4736c6f77a173cd03faa161cf000001
        8bcfe56811a170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a26d73cd138887a174a5776f726473a173cd03fba161cf0000018bcfe56812a170a3776562a169a6686f73742d31a16e
        a6e4b8bbe692ada172028fa174a67061636b6574a173cd03fca161cf0000018bcfe56813a170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a26b64a56c75636b79a176cd22b8a163a3
        434e59a17142a16dace681ade5969ce58f91e8b4a2a27374cf0000018bcfe65260a26578cf0000018bcfe73cc0a168a66330666665658ea174a67061636b6574a173cd03fda161cf0000018bcfe56814
        a170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a26b64a56669786564a176cd012ca163a34b5744a17103a27374cf0000018bcfe65260a26578cf0000018bcfe73cc0a168a6633066
        6665658aa174a467726162a173cd03fea161cf0000018bcfe56815a170a674696b746f6ba169a27537a16eb1416e6e2022f09f8e8822204f2748617261a164cd03fca17801a176ccbca163a3434e598b
        a174ab7061636b65742d6f766572a173cd03ffa161cf0000018bcfe56816a170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a164cd03fca17600a163a3434e59a27364a4746f6c648d
        a174a467696674a173cd0400a161cf0000018bcfe56817a170a674696b746f6ba169a27537a16eb1416e6e2022f09f8e8822204f2748617261a167a4726f7365a2676ea4526f7365a17101a17806a176
        32a163a3555344a26774ccc88aa174a56f72646572a173cd0401a161cf0000018bcfe56818a170ae73686f706966792d6f7264657273a169a9636f6e6e6563746f72a16eae53686f70696679206f7264
        657273a17203a26f73a470616964a17103a2736ca673616c652d3185a174a473616c65a173cd0402a161cf0000018bcfe56819a16b04a473616c65de0016a26964a46c616d70a57469746c65ad546865
        20626c7565206c616d70a770726f64756374a5736b752d31a67072696365739282a163a3455552a176cd07cf82a163a34a5059a176cd0bb8a573746f636b0aa76275636b6574739182a170a674776974
        6368a16e03a56c696d697402a3706179cdea60a56f70656e73cf0000018bcfe65260a677696e646f77cd01f4a5666c6f6f72cc96a3746965ccfaa5706861736503a46672656507a468656c6402a47061
        696401a777616974696e6700a6636c61696d7303a6636f6d6d6974a6633066666565a473656564a4746f6c64a46c697374a462656566a5647261776e0388a174a5636c6f7365a173cd0403a161cf0000
        018bcfe5681aa170a3776562a169a6686f73742d31a16ea6e4b8bbe692ada17202a16da362796586a174a673747265616da173cd0404a161cf0000018bcfe5681ba46c697665c3a27764cd0500a26874
        cd02d084a174a673747265616da173cd0405a161cf0000018bcfe5681ca46c697665c2
        """;
}
