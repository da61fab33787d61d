"""Every surname of 百家姓, and some often read wrongly, is split off and sounds right.

The readings are those of 现代汉语词典, ü written v.
"""

import re

from kongchuo_desktop.domain import names, pinyin

_SURNAMES = """
赵zhao 钱qian 孙sun 李li 周zhou 吴wu 郑zheng 王wang 冯feng 陈chen 褚chu 卫wei 蒋jiang 沈shen 韩han
杨yang 朱zhu 秦qin 尤you 许xu 何he 吕lv 施shi 张zhang 孔kong 曹cao 严yan 华hua 金jin 魏wei 陶tao
姜jiang 戚qi 谢xie 邹zou 喻yu 柏bai 水shui 窦dou 章zhang 云yun 苏su 潘pan 葛ge 奚xi 范fan 彭peng
郎lang 鲁lu 韦wei 昌chang 马ma 苗miao 凤feng 花hua 方fang 俞yu 任ren 袁yuan 柳liu 酆feng 鲍bao
史shi 唐tang 费fei 廉lian 岑cen 薛xue 雷lei 贺he 倪ni 汤tang 滕teng 殷yin 罗luo 毕bi 郝hao 邬wu
安an 常chang 乐yue 于yu 时shi 傅fu 皮pi 卞bian 齐qi 康kang 伍wu 余yu 元yuan 卜bu 顾gu 孟meng
平ping 黄huang 和he 穆mu 萧xiao 尹yin 姚yao 邵shao 湛zhan 汪wang 祁qi 毛mao 禹yu 狄di 米mi 贝bei
明ming 臧zang 计ji 伏fu 成cheng 戴dai 谈tan 宋song 茅mao 庞pang 熊xiong 纪ji 舒shu 屈qu 项xiang
祝zhu 董dong 梁liang 杜du 阮ruan 蓝lan 闵min 席xi 季ji 麻ma 强qiang 贾jia 路lu 娄lou 危wei 江jiang
童tong 颜yan 郭guo 梅mei 盛sheng 林lin 刁diao 钟zhong 徐xu 邱qiu 骆luo 高gao 夏xia 蔡cai 田tian
樊fan 胡hu 凌ling 霍huo 虞yu 万wan 支zhi 柯ke 昝zan 管guan 卢lu 莫mo 经jing 房fang 裘qiu 缪miao
干gan 解xie 应ying 宗zong 丁ding 宣xuan 贲ben 邓deng 郁yu 单shan 杭hang 洪hong 包bao 诸zhu 左zuo
石shi 崔cui 吉ji 钮niu 龚gong 程cheng 嵇ji 邢xing 滑hua 裴pei 陆lu 荣rong 翁weng 荀xun 羊yang 於yu
惠hui 甄zhen 曲qu 家jia 封feng 芮rui 羿yi 储chu 靳jin 汲ji 邴bing 糜mi 松song 井jing 段duan 富fu
巫wu 乌wu 焦jiao 巴ba 弓gong 牧mu 隗wei 山shan 谷gu 车che 侯hou 宓mi 蓬peng 全quan 郗chi 班ban
仰yang 秋qiu 仲zhong 伊yi 宫gong 宁ning 仇qiu 栾luan 暴bao 甘gan 钭tou 厉li 戎rong 祖zu 武wu 符fu
刘liu 景jing 詹zhan 束shu 龙long 叶ye 幸xing 司si 韶shao 郜gao 黎li 蓟ji 薄bo 印yin 宿su 白bai
怀huai 蒲pu 邰tai 从cong 鄂e 索suo 咸xian 籍ji 赖lai 卓zhuo 蔺lin 屠tu 蒙meng 池chi 乔qiao 阴yin
鬱yu 胥xu 能nai 苍cang 双shuang 闻wen 莘shen 党dang 翟zhai 谭tan 贡gong 劳lao 逄pang 姬ji 申shen
扶fu 堵du 冉ran 宰zai 郦li 雍yong 郤xi 璩qu 桑sang 桂gui 濮pu 牛niu 寿shou 通tong 边bian 扈hu
燕yan 冀ji 郏jia 浦pu 尚shang 农nong 温wen 别bie 庄zhuang 晏yan 柴chai 瞿qu 阎yan 充chong 慕mu
连lian 茹ru 习xi 宦huan 艾ai 鱼yu 容rong 向xiang 古gu 易yi 慎shen 戈ge 廖liao 庾yu 终zhong 暨ji
居ju 衡heng 步bu 都du 耿geng 满man 弘hong 匡kuang 国guo 文wen 寇kou 广guang 禄lu 阙que 东dong 欧ou
殳shu 沃wo 利li 蔚yu 越yue 夔kui 隆long 师shi 巩gong 厍she 聂nie 晁chao 勾gou 敖ao 融rong 冷leng
訾zi 辛xin 阚kan 那na 简jian 饶rao 空kong 曾zeng 毋wu 沙sha 乜nie 养yang 鞠ju 须xu 丰feng 巢chao
关guan 蒯kuai 相xiang 查zha 后hou 荆jing 红hong 游you 竺zhu 权quan 逯lu 盖ge 益yi 桓huan 公gong
万俟moqi 司马sima 上官shangguan 欧阳ouyang 夏侯xiahou 诸葛zhuge 闻人wenren 东方dongfang 赫连helian
皇甫huangfu 尉迟yuchi 公羊gongyang 澹台tantai 公冶gongye 宗政zongzheng 濮阳puyang 淳于chunyu
单于chanyu 太叔taishu 申屠shentu 公孙gongsun 仲孙zhongsun 轩辕xuanyuan 令狐linghu 钟离zhongli
宇文yuwen 长孙zhangsun 慕容murong 鲜于xianyu 闾丘lvqiu 司徒situ 司空sikong 亓官qiguan 司寇sikou
仉zhang 督du 子车ziju 颛孙zhuansun 端木duanmu 巫马wuma 公西gongxi 漆雕qidiao 乐正yuezheng
壤驷rangsi 公良gongliang 拓跋tuoba 夹谷jiagu 宰父zaifu 谷梁guliang 晋jin 楚chu 闫yan 法fa 汝ru
鄢yan 涂tu 钦qin 段干duangan 百里baili 东郭dongguo 南门nanmen 呼延huyan 归gui 海hai 羊舌yangshe
微生weisheng 岳yue 帅shuai 缑gou 亢kang 况kuang 後hou 有you 琴qin 梁丘liangqiu 左丘zuoqiu
东门dongmen 西门ximen 商shang 牟mou 佘she 佴nai 伯赏boshang 南宫nangong 墨mo 哈ha 谯qiao 笪da
年nian 爱ai 阳yang 佟tong 第五diwu 言yan 福fu 区ou 朴piao 员yun 冼xian 覃qin 召shao 折she 黑he
繁po 种chong 祭zhai 幺yao 隽juan 炅gui 谌chen 撒sa 句gou 亓qi 尉wei 仝tong 呙guo 镡tan 秘bi 适kuo
郇xun
"""
SURNAMES = re.findall(r"([^a-z\s]+)([a-z]+)", _SURNAMES)


def test_the_list_is_whole() -> None:
    found = [surname for surname, _ in SURNAMES]
    assert len(found) == len(set(found)) > 520
    assert sum(len(surname) == 2 for surname in found) >= 60


def test_every_surname_is_split_off_and_read_as_families_say_it() -> None:
    wrong = []
    for surname, sound in SURNAMES:
        name = surname + "小禾"
        said = pinyin.sort_key(name)[0].replace(" ", "")
        if names.split_surname(name)[0] != surname or said != sound + "xiaohe":
            wrong.append((surname, sound, said))
    assert wrong == []


def test_every_surname_is_found_by_full_pinyin_and_initials() -> None:
    for surname, sound in SURNAMES:
        keys = pinyin.search_keys(surname + "禾")
        assert sound + "he" in keys
        assert any(len(key) == len(surname) + 1 and key.startswith(sound[0]) for key in keys)
