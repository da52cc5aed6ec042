"""WeChat 微信: subscription messages of the city's mini program, by WeChat's documented API (stable_token, message/subscribe/send).

Off by default. The openid comes from the mini program, with a one-time code that the reporter got on his tracking page.
"""
