namespace CrossLive.LoadTests.Reports;

/// <summary>How report pages look, light and dark; charts take their colours from it.</summary>
public static class ReportStyle
{
    /// <summary>The style sheet.</summary>
    public const string Css = """
        :root{color-scheme:light dark;--ink:#1c2330;--soft:#5d6778;--line:#dfe3ea;--back:#fff;--card:#f7f8fa;--good:#15803d;--bad:#c02626;--c0:#0f62d6;--c1:#c2410c;--c2:#7c3aed;--c3:#64748b;--c4:#0d9488}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#9aa4b5;--line:#2c3340;--back:#12151b;--card:#1a1e26;--good:#4ade80;--bad:#f87171;--c0:#60a5fa;--c1:#fb923c;--c2:#a78bfa;--c3:#94a3b8;--c4:#2dd4bf}}
        body{margin:0 auto;max-width:1180px;padding:28px 20px 60px;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back)}
        h1{font-size:24px;margin:0 0 4px}h2{font-size:18px;margin:36px 0 8px}p{color:var(--soft);margin:0 0 18px}
        .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
        th,td{padding:6px 10px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th{color:var(--soft);font-weight:500}
        th:first-child,td:first-child,.left{text-align:left}.wrap{white-space:normal}.good{color:var(--good)}.bad{color:var(--bad);font-weight:600}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:14px;margin-top:14px}figure{margin:0;padding:12px;border-radius:10px;background:var(--card)}
        figcaption{font-size:13px;color:var(--soft);margin-bottom:4px}svg{width:100%;height:auto;display:block}svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
        .grid{stroke:var(--line)}polyline{fill:none;stroke-width:2;stroke-linejoin:round}.key{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
        .c0{stroke:var(--c0);background:var(--c0)}.c1{stroke:var(--c1);background:var(--c1)}.c2{stroke:var(--c2);background:var(--c2)}.c3{stroke:var(--c3);background:var(--c3)}.c4{stroke:var(--c4);background:var(--c4)}
        """;
}
