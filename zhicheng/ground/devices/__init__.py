"""设备 devices: cameras with what makes their record evidence (APL 41), how they are, and the upkeep orders that keep them so.

Who looks into a camera leaves an entry in its record (公共安全视频图像信息系统管理条例 Art. 16, INV-82).
"""
