// Whether a claim or remark x is made in one of the modalities.
x.modality IN $modalities
