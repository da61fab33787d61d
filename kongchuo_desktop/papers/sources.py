"""The words by which a form asks for facts, and what each one is."""

from collections.abc import Mapping

SOURCES: Mapping[str, str] = {
    "pupil.name": "学生姓名",
    "pupil.sex": "性别",
    "pupil.birth": "出生日期",
    "pupil.nation": "民族",
    "pupil.identity_number": "身份证号",
    "pupil.student_number": "学籍号",
    "pupil.class_name": "年级班",
    "pupil.grade_class": "学校和年级班",
    "pupil.address": "现住址",
    "pupil.household_address": "户籍地址",
    "guardian.name": "监护人姓名",
    "guardian.relation": "监护人与学生关系",
    "guardian.phone": "监护人电话",
    "guardian.address": "监护人住址",
    "school.name": "学校名称",
    "school.phone": "学校电话",
    "school.township": "乡镇名称",
    "school.county": "县（区）名称",
    "class.name": "班级名称",
    "class.head_teacher": "班主任",
    "class.phone": "班主任电话",
    "case.absent_since": "未到校起始日期",
    "case.cause": "未到校原因",
    "case.visits": "已上门的日期",
    "case.calls": "已电话联系的日期",
    "case.contacts": "已联系或上门的日期",
    "case.visitors": "上门的人",
    "policy.return_limit": "返校期限",
    "policy.document": "本县文件名称",
    "policy.school_order": "本县文件写给学校的责令用语（原文）",
    "user.name": "经办人",
    "today": "今天",
}
"""Dotted word → what it is, in Chinese (named in messages about a form)."""
