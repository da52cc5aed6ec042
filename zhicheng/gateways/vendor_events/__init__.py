"""Other people's AI: a vendor's platform sends JSON over HTTP or MQTT, a mapping file says what its fields mean.

The words of the trade (商铺占道经营, 流动摊贩, 垃圾违章倾倒 …) are known; a vendor's own words stand in its file. What cannot be read
or comes from a camera that nobody registered becomes a dead letter with one sentence, never a guess.
"""
