/// How the page looks: by day and by night, on a phone and on a desk, and on paper.
enum PageStyle {
  static let text = """
    :root{--paper:#fff;--card:#f6f8fa;--ink:#1f2933;--soft:#5b6875;--line:#e1e6eb;\
    --s0:#0072b2;--s1:#d55e00;--s2:#008a63;--s3:#b4568d;--s4:#b07a00;--s5:#3a8fc4}
    @media (prefers-color-scheme:dark){:root{--paper:#14181d;--card:#1c2229;--ink:#e4e9ee;--soft:#9aa7b4;\
    --line:#2c343d;--s0:#5ab4ec;--s1:#ff8f4d;--s2:#35c79a;--s3:#e79cc8;--s4:#e9b53d;--s5:#a3d3f3}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",\
    Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
    main{max-width:60rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
    header p,figcaption,.note,footer{color:var(--soft)}
    h1{font-size:1.9rem;line-height:1.2;font-weight:600;letter-spacing:-.015em;margin:0 0 .3rem}
    h2{font-size:1.15rem;font-weight:600;margin:3rem 0 .8rem}
    h3{font-size:.92rem;font-weight:600;margin:0;display:flex;gap:1rem;justify-content:space-between}
    p{margin:.4rem 0}
    .lede{font-size:1.1rem;color:var(--ink);margin-top:1rem}
    .live{background:var(--card);border-left:4px solid var(--s1);padding:.7rem 1rem;margin:0 0 2rem}
    .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.75rem;margin:1.5rem 0 0}
    .facts div{background:var(--card);border-radius:.5rem;padding:.7rem .9rem}
    dt{font-size:.8rem;color:var(--soft)}
    dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;font-size:.88rem;width:100%;font-variant-numeric:tabular-nums}
    th,td{text-align:left;font-weight:400;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--line);\
    vertical-align:top}
    thead th{color:var(--soft);font-size:.8rem;white-space:nowrap}
    td{min-width:4rem;overflow-wrap:normal}
    th[scope=row]{min-width:9rem}
    .number{text-align:right;white-space:nowrap}
    .confusion th[scope=row]{min-width:0;white-space:nowrap}
    .confusion td{min-width:2.2rem;text-align:right;padding:.35rem .5rem}
    pre{background:var(--card);border-radius:.5rem;padding:.9rem 1rem;overflow-x:auto;font:.84rem/1.6 \
    ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;overflow-wrap:normal}
    summary{cursor:pointer;color:var(--soft);margin:.8rem 0 .4rem}
    figure{margin:0}
    .film img{display:block;width:100%;max-width:42rem;height:auto;border-radius:.5rem;background:#fff}
    figcaption{font-size:.88rem;margin-top:.5rem}
    .axes>input{position:absolute;opacity:0}
    .axes>label{display:inline-block;font-size:.85rem;color:var(--soft);padding:.15rem .7rem;margin:0 .2rem .6rem 0;\
    border-radius:1rem;border:1px solid var(--line);cursor:pointer}
    .axes>input:checked+label{color:var(--ink);border-color:var(--ink)}
    .axes>input:focus-visible+label{outline:2px solid var(--s0);outline-offset:2px}
    .axes>.chart{display:none}
    #x-steps:checked~.over-steps,#x-seconds:checked~.over-seconds,\
    #x-generations:checked~.over-generations{display:block}
    .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17.5rem,100%),1fr));gap:2rem 1.75rem}
    .grid>div{min-width:0}
    .chart .y,.chart .x{font-size:.78rem;color:var(--soft);margin:0}
    .chart .x{text-align:right;margin-top:1.6rem}
    .chart>svg{display:block;overflow:visible;width:calc(100% - 4.4rem);height:19rem;margin:.9rem 1rem 0 3.4rem}
    .grid .note{margin-top:1.7rem}.grid .chart>svg{height:8rem;width:calc(100% - 3.9rem);margin:.6rem .7rem 0 3.2rem}
    .chart text{font-size:.75rem;fill:var(--soft)}
    .chart .grid-line{stroke:var(--line)}
    .chart .floor{stroke:var(--soft)}
    .chart .goal{stroke:var(--ink);stroke-dasharray:6 4}
    .chart text.goal-name{fill:var(--ink)}
    .curve{fill:none;stroke:var(--c);stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
    .grid .curve{stroke-width:1.5}
    .curve.points{stroke-width:7;stroke-opacity:.45}
    .dot{fill:var(--c)}
    .grid .thread,.curve.thread{stroke-width:1.5}.curve.thread.c1{stroke-width:2.6}
    .parallel{padding:2rem 0 1.8rem}.parallel .axis-name{fill:var(--ink);font-weight:600}
    .band{fill:var(--c);fill-opacity:.17;stroke:none}
    .c0{--c:var(--s0)}.c1{--c:var(--s1)}.c2{--c:var(--s2)}.c3{--c:var(--s3)}.c4{--c:var(--s4)}.c5{--c:var(--s5)}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;padding:0;margin:0 0 .5rem;font-size:.85rem}
    .legend li::before{content:"";display:inline-block;width:1.1rem;height:.22rem;border-radius:.2rem;\
    background:var(--c);margin-right:.5rem;vertical-align:.25rem}
    footer{margin-top:3.5rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.85rem}
    @media (max-width:30rem){main{padding-top:1.5rem}h1{font-size:1.5rem}h2{margin-top:2.3rem}\
    .facts{grid-template-columns:1fr 1fr}.chart>svg{height:15rem}}
    @media print{.axes>label{display:none}main{max-width:none}section{break-inside:avoid}}
    """
}
