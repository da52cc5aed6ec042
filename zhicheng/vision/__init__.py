"""Eyes (视频智能识别): frames in, observations out. Pure: no Django, no database, no clock but the frames' own.

机动车违停, 占道经营, 乱堆乱放, 违规广告, 暴露垃圾 are found as *things that came and stay*: `ground` knows how a place looked before,
`candidate` keeps how a thing looked when it stopped, `rules/` say what follows from it, `eye` puts them together. Three plug points
(`ports`): where frames come from, who finds people and vehicles in a picture, what a zone forbids. The machine only proposes: a person
decides (PIPL 24), and no face is recognised (PIPL 26).
"""
