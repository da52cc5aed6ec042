"""Cards in the working groups of units: the robots of DingTalk 钉钉 (and its government edition) and WeChat Work 企业微信."""
