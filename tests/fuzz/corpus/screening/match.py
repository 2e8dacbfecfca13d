match x:
    case {'a': [1, *_], **rest} | None if y: pass
    case A(b=c): global q
type = 1
import a.b as build_model
from . import *
