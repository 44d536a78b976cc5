"""Forms that take photographs, several at once, and bring them back when they were refused."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from diebian.base.models import HeldPhoto
from diebian.base.photos import PreparedPhoto
from diebian.web.held import HeldPhotos


class Photos(forms.FileInput):
    """Several photographs, from the camera or the album."""

    allow_multiple_selected = True
    held: Sequence[HeldPhoto] = ()  # chosen before the form was refused; shown below the control

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class PhotosField(forms.FileField):
    """A list of uploaded files, each below the size limit of the server."""

    widget = Photos

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if self.required and not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(PhotosField, self).clean(item, initial) for item in data or []]


class PhotosForm(forms.Form):
    """A form with photographs, which it brings back when it was refused."""

    photo_fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, files: Any = None, *, held: HeldPhotos | None = None) -> None:
        super().__init__(data, files)
        self.held = held
        for name in self.photo_fields:
            self.fields[name].required &= not (held and held.has(name))

    def photos(self, name: str) -> list[PreparedPhoto]:
        """Those chosen now and those chosen before. Raises ``FileRefused``, ``HeldPhotoGone``."""
        return self.held.photos(name) if self.held else []

    def refuse(self) -> None:
        """Shown again, it has its photographs still."""
        if self.held is None:
            return
        self.held.keep(self.photo_fields)
        for name in self.photo_fields:
            field = self.fields[name]
            field.widget.held = self.held.offered(name)
            field.required &= not self.held.offered(name)
        if lost := self.held.told_lost():
            self.add_error(None, lost)


class RectifyForm(PhotosForm):
    """整改反馈."""

    photo_fields = ("before", "after")
    measure = forms.CharField(label=_("整改措施"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    responsible_person = forms.CharField(label=_("责任人"), max_length=60, required=False)
    before = PhotosField(
        label=_("整改前照片"), required=False, widget=Photos(attrs={"multiple": True, "accept": "image/*"})
    )
    after = PhotosField(label=_("整改后照片"), widget=Photos(attrs={"multiple": True, "accept": "image/*"}))


class PartAnswerForm(PhotosForm):
    """反馈配合任务: what the helping unit did, with a photograph."""

    photo_fields = ("after",)
    measure = forms.CharField(label=_("办理情况"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    after = PhotosField(label=_("照片"), widget=Photos(attrs={"multiple": True, "accept": "image/*"}))


class RetakeForm(PhotosForm):
    """重拍照片."""

    photo_fields = ("again",)
    again = PhotosField(label=_("重拍的照片"), widget=Photos(attrs={"multiple": True, "accept": "image/*"}))
