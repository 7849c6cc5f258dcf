"""Telling people, roles, groups and bodies apart in the words of a lead cell.

Councils write leads in many ways; what cannot be told apart with confidence is one lead, and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from toolkit.model.patterns import pattern_of
from toolkit.rules.given_names import GIVEN_NAMES

_ROLE = (
    r"head|heads|directors?|managers?|leads?|leaders?|officers?|chairs?|chairman|chairperson|coordinators?|co-ordinators?"
    r"|commissioners?|principals?|supervisors?|superintendent|inspector|nurses?|doctors?|advis[eo]rs?|consultants?"
    r"|executives?|partners?|workers?|practitioners?|teachers?|headteachers?|solicitors?|accountants?|analysts?"
    r"|administrators?|secretary|treasurer|members?|councillors?|cllrs?|portfolio holders?|clerks?|guardians?|sergeant"
    r"|constable|dcs|ads?|adcs|ceo|hos|psw|lado|iros?|dsl|gms?|sms?|tms?|dph|coo|cfo|svp|dci|di|das|s151"
)
_ROLE_WORD = pattern_of(rf"\b(?:{_ROLE})\b", re.IGNORECASE)
_GROUP_END = pattern_of(
    r"\b(?:board|group|panel|committee|partnership|forum|network|sub-?group|alliance|cabinet|team|teams"
    r"|workstream|consortium|collaborative|steering group|working party|task force)\W*\Z",
    re.IGNORECASE,
)
_GROUP_SHORT = pattern_of(r"(?:[A-Z]{0,5}(?:SCB|SCP|SMT|DMT|SLT|CMT|CLT|ELT)|MALAP|MASA|MACE|CYPP)\b\W*")
_JOINT = pattern_of(
    r"\A(?:joint(?:ly)?(?: led)?(?: by)?|shared|both)\b[\s:-]*|[\s,(-]*\bjoint(?:ly)?\)?\Z", re.IGNORECASE
)
_BESIDE = pattern_of(r"\s*(?:[;/\n,+&]|\band\b|\bwith\b)\s*", re.IGNORECASE)
_EVERYBODY = pattern_of(r"(?:all|every|each|various|multiple|everyone)\b", re.IGNORECASE)
_BODY = pattern_of(
    r"(?:the |all )?(?:local )?(?:police|health|nhs|schools?|probation|camhs|cafcass|public health|housing|education"
    r"|voluntary sector|vcs|ccg|icb|pct|fire service|colleges?|gps?|hospitals?|nurseries|academies)|"
    r".*\b(?:nhs (?:foundation )?trust|foundation trust|health(?:care)? trust|hospitals?(?: trust)?|police"
    r"|constabulary|council|icb|ccg|pct|integrated care board|nhs england|camhs|cafcass"
    r"|clinical commissioning group|probation service|fire and rescue service)",
    re.IGNORECASE,
)
_NOBODY = (
    r"(?:t\.?b\.?[acd]\b\.?|to be (?:confirmed|agreed|appointed|identified|determined|advised|decided|named|recruited)"
    r"|vacant|vacancy|unknown|not known|not yet (?:known|appointed|agreed|recruited))"
)
_UNNAMED = pattern_of(
    rf"(?:(?:new |vacant )?(?:lead|name|officer|person|post|postholder)[\s:(-]*)?{_NOBODY}.{{0,40}}|"
    r"(?:none|nobody|no lead|n/?a|\?+|-+)\W*",
    re.IGNORECASE | re.DOTALL,
)
# Words that look like somebody's name and are part of a role or a service.
_SERVICE_WORDS_LIST = """
    a abuse access accommodation admissions adoption adult adults after and area assessment assistant assurance
    audit borough breaks business care carer carers central chief child childcare children children's childrens
    childrens' city commissioning communications community complaints contact corporate county court data
    delivery deputy development disabilities disability disabled district domestic door duty early east edge
    education emergency enablers engagement exploitation families family finance first for foster fostering
    front governance group health help homes hospital housing hr human improvement inclusion independent
    information insight intake integrated intelligence intervention it joint justice kinship lac learning
    leavers leaving legal local looked management market mash mental missing multi neighbourhood north of
    officer operational operations organisational outcomes parenting participation partner partnership
    partnerships pathway pathways people people's performance permanence permanency permanent placement
    placements planning police policy practice prevention principal programme project protection psychology
    public quality referral referrals reform reporting residential resource resources review reviewing
    safeguarding safety school schools sen send senior service services sexual short social south specialist
    standards statutory strategic strategy support systems targeted team technology the town training
    transformation transition transitions transport unaccompanied unit virtual wellbeing west work worker
    workforce young youth youths
"""
_SERVICE_WORDS = frozenset(_SERVICE_WORDS_LIST.split())
_NAME_WORD = pattern_of(
    r"(?:[A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)*|[A-Z]['’][A-Z][a-z]+|Mc[A-Z][a-z]+|Mac[A-Z][a-z]+|[A-Z]\.?)"
)
_TITLE = pattern_of(
    r"^(?:dr|mr|mrs|ms|miss|prof|professor|sir|dame|cllr|councillor|rev|det|supt|insp|sgt|pc)\.? ", re.I
)
_BRACKETS = pattern_of(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
_STRONG = pattern_of(r"\s*[;\n]\s*")
_SPLITS = pattern_of(r"\s*(?:[;/\n,+]|&|\band\b|\bwith\b)\s*", re.IGNORECASE)
_SLASH = pattern_of(r"\s*/\s*")
_BEGINS = (
    r"(?:head of|director of|assistant director|deputy director|service director|chief executive|chair of"
    r"|(?:service|team|programme|project|practice|general|business|group|area|operations) manager"
    r"|principal social worker|independent chair|strategic lead)\b"
)
_ENDS = (
    r"(?:managers?|officer|(?<!executive )director|coordinator|co-ordinator|advis[eo]r|(?<!social )worker|social worker"
    r"|(?<!strategic )lead|leader|(?<!independent )chair|commissioner|(?<!deputy )chief executive|head of service)"
)
_JOINS = r"(?:and|of|to|for|the|by|with|interim|acting|deputy|assistant|executive|associate|corporate|senior)"
_BEGINS_LATER = pattern_of(rf" {_BEGINS}", re.IGNORECASE)
_SECOND_ROLE = pattern_of(
    rf"\b{_ENDS} {_BEGINS}|\b(?:head|director) of (?:[\w'’]+ ){{0,4}}(?!{_JOINS} )[\w'’]+ {_BEGINS}", re.IGNORECASE
)


_CHAIR_AND_OTHERS = pattern_of(
    r"\A(?:the )?(?:independent |vice[ -])?chair of .+ (?:leads|managers|heads|officers|directors|workers)\W*\Z",
    re.IGNORECASE,
)
"""Chair of the audit group Team Leads: a chair is one, and leads are several."""
_PLACES_LIST = """
    academy avenue borough centre college cottage council county court hall hospital hospitals house hub infirmary lane
    lodge park place road school square street terrace trust university
"""
_PLACES = frozenset(_PLACES_LIST.split())
"""What ends the name of a place that begins like somebody's: Grace House."""
_APART = pattern_of(r"\s*(?:,|:|\s[-–—]\s|[–—]|\n)\s*")


_LONGEST = 300
"""Characters: who leads is said in fewer, and a page of text in the column is not looked through for names."""


@lru_cache(maxsize=8192)
def is_unnamed(text: str) -> bool:
    """Whether the cell says that there is no lead yet: TBC, vacant."""
    return _UNNAMED.fullmatch(text[:_LONGEST].strip()) is not None


@lru_cache(maxsize=8192)
def is_role(text: str) -> bool:
    """Whether the words name a post rather than whoever holds it."""
    return _ROLE_WORD.search(text[:_LONGEST]) is not None


@lru_cache(maxsize=8192)
def is_group(text: str) -> bool:
    """Whether the words name many people at once: a board, a team, all managers."""
    words = _BRACKETS.sub("", text[:_LONGEST]).strip()
    if _EVERYBODY.match(words) or _GROUP_SHORT.fullmatch(words):
        return True
    return _GROUP_END.search(words) is not None and not _ROLE_WORD.search(_GROUP_END.sub("", words))


def is_body(text: str) -> bool:
    """Whether the words name an organisation, or several, and nobody in any of them."""
    return bool(bodies_in(text))


@lru_cache(maxsize=8192)
def bodies_in(text: str) -> tuple[str, ...]:
    """The organisations that the words name, where they name nothing else: one, or several that lead together."""
    words = _JOINT.sub("", text[:_LONGEST].strip()).strip()
    if is_role(words):
        return ()
    if _BODY.fullmatch(words) and not _BESIDE.search(words):
        return (words,)
    parts = tuple(part for part in _BESIDE.split(words) if part.strip(" .,()"))
    if len(parts) > 1 and all(_BODY.fullmatch(part) or _GROUP_SHORT.fullmatch(part) for part in parts):
        return parts
    return (words,) if _BODY.fullmatch(words) else ()


@lru_cache(maxsize=8192)
def is_person(text: str) -> bool:
    """Whether the words look like one person's name: two or three words with capitals, none of a role or service."""
    words = _TITLE.sub("", _BRACKETS.sub("", text[:_LONGEST]).strip()).split()
    return 2 <= len(words) <= 3 and all(map(_is_name_word, words))


@lru_cache(maxsize=8192)
def leads_in(text: str) -> tuple[str, ...]:
    """Each lead named in a cell; a cell that cannot be split with confidence is one lead."""
    if len(text) > _LONGEST:
        return (text,)
    lines = [part for part in _STRONG.split(text.strip()) if part.strip(" .,")]
    return tuple(lead for line in lines for lead in _split(line)) or (text,)


def _split(line: str) -> list[str]:
    plain = _BRACKETS.sub("", line)
    for splitter in (_SPLITS, _SLASH):
        parts = [part.strip() for part in splitter.split(plain) if part.strip(" .,")]
        if len(parts) == 2 and "," in plain and is_person(parts[0]) is not is_person(parts[1]):
            # A name and, after a comma, the post its owner holds.
            return [line.strip()]
        if len(parts) > 1 and all(_stands_alone(part) for part in parts):
            return parts
    return [line.strip()]


def _stands_alone(part: str) -> bool:
    return is_person(part) or _is_whole_role(part) or _GROUP_SHORT.fullmatch(part) is not None


def _is_whole_role(part: str) -> bool:
    """A role complete in itself: "Team Manager" is, "Head" before "of" that was cut off is not."""
    return is_role(part) and not re.fullmatch(r"(?:assistant|deputy|head|lead|senior|partner|member)s?", part, re.I)


@lru_cache(maxsize=8192)
def two_run_together(text: str) -> bool:
    """Whether two leads stand in a cell with nothing between them."""
    if len(text) > _LONGEST or len(leads_in(text)) > 1:
        return False
    if post_before_name(text) or _CHAIR_AND_OTHERS.match(text):
        return True
    words = _TITLE.sub("", _BRACKETS.sub("", text).strip()).split()
    if len(words) in (4, 6) and all(_is_name_word(word) and len(word) > 2 for word in words):
        return True
    # The long pattern takes ten times as long to make, and most leads hold no second role at all.
    return _BEGINS_LATER.search(text) is not None and _SECOND_ROLE.search(text) is not None


@lru_cache(maxsize=8192)
def post_before_name(text: str) -> str | None:
    """The name that stands straight after a post, or before it, with nothing between: Service Manager Alex Example."""
    words = _BRACKETS.sub("", text[:_LONGEST]).split()
    for size in (2, 3):
        for name, post in ((words[-size:], words[:-size]), (words[:size], words[size:])):
            if _is_called(name) and _is_a_post(post) and name[-1][-1:].isalpha():
                return " ".join(name)
    return None


def _is_a_post(words: Sequence[str]) -> bool:
    """Whether words are a whole post: Service Manager is, "Head of" before what was cut off is not."""
    ends = len(words) > 1 and words[-1][-1:].isalpha() and words[-1].casefold() not in _SMALL
    return ends and _is_whole_role(" ".join(words))


_SMALL = frozenset({"of", "for", "and", "the", "to", "in", "with", "/", "&", "-", "–"})


def _is_called(words: Sequence[str]) -> bool:
    """Whether words are somebody's name for certain: the first is one people are given, or a title stands before."""
    first = words[0] if words else ""
    called = first.casefold().strip(".,") in GIVEN_NAMES or _TITLE.match(f"{first} ") is not None
    return called and all(map(_is_name_word, words)) and words[-1].casefold() not in _PLACES


@lru_cache(maxsize=8192)
def named_in(text: str) -> str | None:
    """The person named in a cell that says a post as well: Head of Safeguarding, Sam Sample."""
    parts = [part for part in _APART.split(_BRACKETS.sub("", text[:_LONGEST]).strip()) if part]
    people = [part for part in parts if is_person(part) and part.split()[-1].casefold() not in _PLACES]
    if len(people) == 1 and len(parts) > 1 and is_role(text):
        return people[0]
    return post_before_name(text)


def _is_name_word(word: str) -> bool:
    word = word.strip(",.")
    return (
        _NAME_WORD.fullmatch(word) is not None
        and word.casefold() not in _SERVICE_WORDS
        and _ROLE_WORD.fullmatch(word) is None
        and not _GROUP_END.search(word)
    )
