"""First names people are given in England and Wales: how a name after a post is told from what the post is about.

"Service Manager Alex Example" names somebody, "Service Manager Hidden Harm" does not. Names that are plain words at the
head of a title (Will, Joy, Faith) are left out: a name we do not know is left alone.
"""

from __future__ import annotations

_LIST = """
    aaron abdul abigail adam adele adrian agnes ahmed aidan aileen aisha alan alana alastair albert alec alex
    alexander alexandra alexis alfie alfred ali alice alicia alison alistair allan allison alun amanda amelia amina
    amir amy ana andrea andrew andy angela angie angus anita ann anna anne annette annie anthony antonia archie
    arthur asha ashley audrey barbara barry beatrice becky ben benjamin bernadette bernard beth bethany beverley
    billy bob brenda brendan brian bridget bronwen bruce bryan callum cameron carl carla carly carmel carol carole
    caroline carolyn carrie catherine cathy catriona cecilia ceri charlene charles charlie charlotte chelsea cheryl
    chloe chris christina christine christopher ciara claire clare clive colette colin colleen connor conor craig
    cynthia daisy damian dan daniel danielle darren dave david debbie deborah debra declan deirdre denise dennis
    derek diana diane dominic donald donna doreen dorothy dot doug douglas duncan dylan eamonn ed eddie edith edward
    eileen elaine eleanor elena elizabeth ella ellen ellie elsie emily emma eoin eric erica erin esther ethan eva
    evelyn faisal farah fatima felicity fiona frances francesca francis frank fred frederick freya gabriel gail
    gareth gary gavin gemma geoff geoffrey george georgina gerald geraldine giles gill gillian gina glen glenn
    gordon grace graeme graham grant greg gregory gwen hamish hannah harold harriet harry harvey hassan hayley
    heather helen helena henry hilary holly howard hugh hugo humphrey ian ibrahim imran ingrid irene iris isaac
    isabel isabella ivan ivor jack jackie jacob jacqueline jacqui jade jake james jamie jan jane janet janice
    jasmine jason jayne jean jeff jeffrey jen jennie jennifer jenny jeremy jerome jess jessica jill jim jo joan
    joanna joanne joe joel john johnny jon jonathan jordan joseph josephine josh joshua joyce judith judy julia
    julian julie justin kamal karen kate katherine kathleen kathryn kathy katie katy kay keith kelly ken kenneth
    kerry kevin khalid kieran kim kirsten kirsty kyle lara laura lauren laurence leah leanne lee len leo leon
    leonard lesley leslie lewis liam lily linda lindsay lisa liz lloyd lois lorna lorraine louis louise lucinda lucy
    luke lydia lynda lynn lynne mabel maeve maggie malcolm mandy marc marcus margaret maria marian marie marilyn
    marion marjorie mark marlene martin martina martyn mary matt matthew maureen maurice maxine megan mel melanie
    melissa mia michael michele michelle miguel mike mohamed mohammad mohammed moira molly mona monica morag
    muhammad murray nadia nadine naomi nasreen natalie natasha nathan neil nia niall nicholas nick nicky nicola
    nigel nik nina noel nora norma norman olive oliver olivia omar oscar owen pam pamela pat patricia patrick paul
    paula pauline peggy penny percy pete peter phil philip philippa phillip phoebe phyllis pippa polly poppy priya
    rachael rachel rahul raj ralph ravi raymond rebecca reg reginald rhian rhiannon rhys richard rita rob robert
    roberta robin rod roderick roger roland ron ronald rory rosalind rosemary rosie ross roy rupert russell ruth
    ryan sadia sally sam samantha samuel sandra sanjay sara sarah saskia scott sean shahid shane shannon sharon
    shaun sheila shelley shirley simon siobhan sonia sophia sophie stacey stan stanley stella stephanie stephen
    steve steven stewart stuart sue sunita susan susannah suzanne sylvia tamsin tania tanya tara ted terence teresa
    terry tess theo theresa thomas tim timothy tina toby tom tommy toni tony tracey tracy trevor trudy valerie
    vanessa vera veronica vicky victor victoria vikki vincent viv vivien wayne wendy wilfred william winifred yasmin
    yusuf yvette yvonne zahra zara zoe
"""
GIVEN_NAMES = frozenset(_LIST.split())
